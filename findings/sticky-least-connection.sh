#!/usr/bin/env bash
# @socket.io/sticky's default "least-connection" counts Socket.IO sessions that have been established, once the worker has said so. A request
# that is none counts for nothing, so all of a server's other requests go to one worker, and clients that come back at once, as after a
# restart, go to the same few.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @socket.io/sticky@2.0.1 socket.io@4.8.4 socket.io-client@4.8.4

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');
const sticky = require('@socket.io/sticky');

function get(port) {
  const request = http.get({ port, agent: false });
  return once(request, 'response').then(([response]) => once(response, 'data')).then(String);
}

function join(port) {
  const client = io(`http://localhost:${port}`, { transports: ['websocket'], forceNew: true });
  return new Promise((resolve) => client.on('worker', resolve));
}

/** @returns {number} how many of the answers come from the worker that gave most of them */
function most(answers) {
  const counts = {};
  for (const worker of answers) counts[worker] = (counts[worker] || 0) + 1;
  return Math.max(...Object.values(counts));
}

async function primary() {
  const server = http.createServer();
  sticky.setupPrimary(server);
  cluster.setupPrimary({ serialization: 'advanced' });
  for (let i = 0; i < 4; i++) {
    const worker = cluster.fork();
    while ((await once(worker, 'message'))[0] !== 'ready');
  }
  await once(server.listen(0), 'listening');
  const { port } = server.address();
  const plain = [];
  for (let i = 0; i < 200; i++) plain.push(await get(port));
  console.log(`200 HTTP requests one after the other: the busiest of 4 workers gets ${most(plain)}`);
  const joined = most(await Promise.all(Array.from({ length: 200 }, () => join(port))));
  console.log(`200 clients at once: the busiest of 4 workers gets ${joined > 70 ? 'more than 70' : joined}`);
  process.exit();
}

function worker() {
  const server = http.createServer((request, response) => response.end(String(cluster.worker.id)));
  const sockets = new Server(server);
  sticky.setupWorker(sockets);
  sockets.on('connection', (socket) => socket.emit('worker', cluster.worker.id));
  process.send('ready');
}

if (cluster.isPrimary) primary();
else worker();
JS

recorded='200 HTTP requests one after the other: the busiest of 4 workers gets 200
200 clients at once: the busiest of 4 workers gets more than 70'
version() { node -p "require('$1/package.json').version"; }
echo "@socket.io/sticky $(version @socket.io/sticky), socket.io $(version socket.io), Node $(node -p process.version)"
echo 'expected: the busiest of 4 workers gets about 50, as with "round-robin"'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
