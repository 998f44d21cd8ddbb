#!/usr/bin/env bash
# sticky-session keeps its workers in a list and takes hash(address) modulo its length. A worker that ends is cut out of the list and its
# successor is put at the end, so every worker behind it moves up by one: clients of workers that are alive and well lose their sessions.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts sticky-session@1.1.2

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');
const sticky = require('sticky-session');

const CLIENTS = Array.from({ length: 200 }, (_, i) => `127.0.1.${i + 1}`);
const server = http.createServer((request, response) => response.end(String(process.pid)));

/** @returns {Promise<string>} the pid of the worker that a client is with */
function ask(localAddress) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, localAddress, agent: false });
    request.on('response', (response) => response.once('data', (pid) => resolve(String(pid))));
    request.on('error', reject);
  });
}

let port, before, dead;
if (cluster.isPrimary) {
  const free = net.createServer().listen(0, '127.0.0.1', () => {
    port = free.address().port;
    free.close(() => sticky.listen(server, port, { workers: 4 }));
  });
  let online = 0;
  cluster.on('online', () => {
    if (++online === 4) look();
    if (online === 5) again();
  });
} else {
  sticky.listen(server, 0);
}

async function places() {
  return Promise.all(CLIENTS.map((client) => ask(client)));
}
async function look() {
  before = await places();
  dead = Object.values(cluster.workers)[0].process; // the first in the list of the package, too
  dead.kill('SIGKILL');
}
async function again() {
  const after = await places();
  const living = CLIENTS.map((_, i) => i).filter((i) => before[i] !== String(dead.pid));
  const moved = living.filter((i) => before[i] !== after[i]);
  console.log(`of clients whose worker lives, moved: ${moved.length === living.length ? 'all' : moved.length}`);
  for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
  process.exit();
}
JS
recorded='of clients whose worker lives, moved: all'
echo "sticky-session $(node -p 'require("sticky-session/package.json").version')"
echo 'expected: of 4 workers one is killed, and only its own clients go to another'
seen=$(node seen.js)
printf 'seen: %s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
