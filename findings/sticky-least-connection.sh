#!/usr/bin/env bash
# @socket.io/sticky's default "least-connection" counts Socket.IO sessions, after a worker has reported them. Connections of other requests
# are not counted, so all of them go to the worker with the fewest sessions: as long as that does not change, to one worker. The same
# server with "round-robin" shares them out.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @socket.io/sticky@2.0.1 socket.io@4.8.4

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const { Server } = require('socket.io');
const sticky = require('@socket.io/sticky');

function get(port) {
  const request = http.get({ port, agent: false });
  return once(request, 'response').then(([response]) => once(response, 'data')).then(String);
}

/** @returns {number} how many of the answers come from the worker that gave most of them */
function most(answers) {
  const counts = {};
  for (const worker of answers) counts[worker] = (counts[worker] || 0) + 1;
  return Math.max(...Object.values(counts));
}

async function primary() {
  const server = http.createServer();
  sticky.setupPrimary(server, { loadBalancingMethod: process.argv[2] });
  cluster.setupPrimary({ serialization: 'advanced' });
  for (let i = 0; i < 4; i++) {
    const worker = cluster.fork();
    while ((await once(worker, 'message'))[0] !== 'ready');
  }
  await once(server.listen(0), 'listening');
  const { port } = server.address();
  const plain = [];
  for (let i = 0; i < 200; i++) plain.push(await get(port));
  console.log(`${process.argv[2]}: of 200 HTTP requests the busiest of 4 workers gets ${most(plain)}`);
  process.exit();
}

function worker() {
  const server = http.createServer((request, response) => response.end(String(cluster.worker.id)));
  sticky.setupWorker(new Server(server));
  process.send('ready');
}

if (cluster.isPrimary) primary();
else worker();
JS

recorded='least-connection: of 200 HTTP requests the busiest of 4 workers gets 200
round-robin: of 200 HTTP requests the busiest of 4 workers gets 50'
version() { node -p "require('./node_modules/$1/package.json').version"; }
echo "@socket.io/sticky $(version @socket.io/sticky), socket.io $(version socket.io), Node $(node -p process.version)"
echo 'expected: the busiest of 4 workers gets about 50, with both'
seen=$(node seen.js least-connection; node seen.js round-robin)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
