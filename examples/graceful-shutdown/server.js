'use strict';

// SIGTERM or Ctrl-C: no new connection is taken, every request that has begun gets its answer, then
// the primary exits with 0. Workers that crash are replaced until then.

const cluster = require('gocluster');
const http = require('node:http');
const os = require('node:os');

const PORT = Number(process.env.PORT ?? 8000);
const DEADLINE_MS = 10_000; // for a worker to finish; then it is killed
const SLOW_MS = 1000;

let stopping = false;

function primary() {
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('fork', (worker) => {
    // Ctrl-C may end a worker that still starts; that it cannot be told to end then is no error.
    worker.on('error', () => {});
  });
  cluster.on('exit', (worker) => {
    if (!stopping && !worker.exitedAfterDisconnect) cluster.fork();
  });
  process.once('SIGTERM', shutdown);
  process.once('SIGINT', shutdown);
  process.on('exit', () => console.log('every worker is done'));
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
}

function shutdown() {
  stopping = true;
  const workers = Object.values(cluster.workers);
  for (const worker of workers) worker.send('shutdown');
  cluster.disconnect();
  // Unref'd: when the workers are gone nothing holds the primary, and it exits by itself.
  setTimeout(() => {
    for (const worker of workers) worker.process.kill('SIGKILL');
  }, DEADLINE_MS).unref();
}

function worker() {
  let closing = false;
  const server = http.createServer((request, response) => {
    response.on('finish', () => {
      // A client that keeps its connection open must not hold the worker.
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    if (request.url !== '/slow') return response.end(`quick from worker ${cluster.worker.id}\n`);
    response.write('begun\n');
    setTimeout(() => response.end('done\n'), SLOW_MS);
  });
  server.listen(PORT);
  process.on('message', (message) => {
    if (message !== 'shutdown') return;
    closing = true;
    server.closeIdleConnections();
  });
  // Ctrl-C goes to the whole process group; when to end is for the primary to say.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
}

if (cluster.isPrimary) primary();
else worker();
