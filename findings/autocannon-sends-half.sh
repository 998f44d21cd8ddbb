#!/usr/bin/env bash
# autocannon -a COUNT: where a server closes each connection, half of COUNT is never sent; what is closed without an answer is no
# error; and with pipelining the last answers of each connection are not counted.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts autocannon@9.0.0

cat > seen.js <<'JS'
const http = require('node:http');
const autocannon = require('autocannon');

async function run(name, options, answer) {
  let got = 0;
  const server = http.createServer((request, response) => answer(request, response, ++got));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const result = await autocannon({ url, amount: 1000, connections: 10, ...options });
  const { sent, total } = result.requests;
  console.log(`${name}: the server got ${got}, sent ${sent}, total ${total}, errors ${result.errors}`);
  server.closeAllConnections();
  server.close();
}

(async () => {
  await run('keep-alive', {}, (_, response) => response.end('x'));
  await run('Connection: close', {}, (_, response) => response.setHeader('connection', 'close').end('x'));
  await run('every second one closed unanswered', {}, (request, response, nth) =>
    nth % 2 ? request.socket.destroy() : response.end('x'),
  );
  await run('pipelining 10', { pipelining: 10 }, (_, response) => response.end('x'));
})();
JS

expected='keep-alive: the server got 1000, sent 1000, total 1000, errors 0
Connection: close: the server got 1000, sent 1000, total 1000, errors 0
every second one closed unanswered: the server got 1000, sent 1000, total 500, errors 500
pipelining 10: the server got 1000, sent 1000, total 1000, errors 0'
recorded='keep-alive: the server got 1000, sent 1000, total 1000, errors 0
Connection: close: the server got 500, sent 1000, total 500, errors 0
every second one closed unanswered: the server got 1000, sent 1000, total 500, errors 0
pipelining 10: the server got 1000, sent 1000, total 910, errors 0'

echo "autocannon $(node -p 'require("autocannon/package.json").version'), Node $(node -p process.version)"
printf 'expected:\n%s\n' "$expected"
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
