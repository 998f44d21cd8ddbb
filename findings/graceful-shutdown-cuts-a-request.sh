#!/usr/bin/env bash
# stoppable (which @godaddy/terminus uses) and http-terminator take a connection for idle until Node has the whole head of a request. A
# client that has sent half of the head when the shutdown begins is cut off, with all the time of the grace period left. Node's own close(),
# which they improve on, reads the rest, answers and closes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts stoppable@1.1.0 http-terminator@3.2.0

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { createHttpTerminator } = require('http-terminator');
const stoppable = require('stoppable');

const grace = 10000;
const shutdowns = {
  'close() of Node': (server) => () => server.close(),
  stoppable: (server) => {
    const stopping = stoppable(server, grace);
    return () => stopping.stop();
  },
  'http-terminator': (server) => {
    const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: grace });
    return () => terminator.terminate();
  },
};
(async () => {
  for (const [name, prepare] of Object.entries(shutdowns)) {
    const server = http.createServer((request, response) => response.setHeader('Connection', 'close').end('ok'));
    const shutdown = prepare(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = net.connect(server.address().port, '127.0.0.1');
    let answer = '';
    client.on('data', (text) => (answer += text)).on('error', () => {});
    const closed = new Promise((resolve) => client.on('close', resolve));
    const [accepted] = await once(server, 'connection');
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    while (accepted.bytesRead === 0) await new Promise(setImmediate);
    shutdown();
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.write('Accept: text/plain\r\n\r\n');
    await closed;
    console.log(`${name}: ${answer ? answer.split('\r\n', 1)[0] : 'cut off'}`);
  }
  process.exit();
})();
JS
recorded='close() of Node: HTTP/1.1 200 OK
stoppable: cut off
http-terminator: cut off'
version() { node -p "require('./node_modules/$1/package.json').version"; }
echo "stoppable $(version stoppable), http-terminator $(version http-terminator), Node $(node -p process.version)"
echo 'expected: 200 OK from all three'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
