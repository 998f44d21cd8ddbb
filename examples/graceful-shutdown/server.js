'use strict';

// SIGTERM or Ctrl-C: no new connection is taken, every request that has begun gets its answer, then
// the primary exits with 0. Workers that crash are replaced until then, after a pause, unless they never listened.

const cluster = require('gocluster');
const http = require('node:http');
const os = require('node:os');

const PORT = Number(process.env.PORT ?? 8000);
const DEADLINE_MS = 10_000; // for a worker to finish; then it is killed
const SLOW_MS = 1000;
const PAUSE_MS = 500; // before a worker is replaced, so that one that crashes again and again leaves some CPU

let stopping = false;

function primary() {
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('fork', (worker) => {
    // Ctrl-C may end a worker that still starts; that it cannot be told to end then is no error.
    worker.on('error', () => {});
  });
  cluster.on('listening', (worker) => {
    worker.served = true;
  });
  cluster.on('exit', (worker) => {
    if (stopping || worker.exitedAfterDisconnect) return;
    if (worker.served) setTimeout(() => stopping || cluster.fork(), PAUSE_MS);
    else process.exitCode = 1;
  });
  process.once('SIGTERM', shutdown);
  process.once('SIGINT', shutdown);
  process.on('exit', () => console.log('every worker is done'));
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
}

function shutdown() {
  stopping = true;
  const workers = Object.values(cluster.workers);
  cluster.disconnect();
  // Unref'd: when the workers are gone nothing holds the primary, and it exits by itself.
  setTimeout(() => {
    for (const worker of workers) worker.process.kill('SIGKILL');
  }, DEADLINE_MS).unref();
}

function worker() {
  const server = http.createServer((request, response) => {
    // A client that keeps its connection must not hold a worker that leaves: its next response is the last.
    if (cluster.worker.exitedAfterDisconnect) response.setHeader('Connection', 'close');
    if (request.url !== '/slow') return response.end(`quick from worker ${cluster.worker.id}\n`);
    response.write('begun\n');
    setTimeout(() => response.end('done\n'), SLOW_MS);
  });
  // close() would end idle connections at once, and reset a client that is just about to ask. They end by
  // themselves, five seconds after their last request (server.keepAliveTimeout).
  server.closeIdleConnections = () => {};
  server.listen(PORT);
  // Ctrl-C goes to the whole process group; when to end is for the primary to say.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
}

if (cluster.isPrimary) primary();
else worker();
