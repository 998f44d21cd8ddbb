'use strict';

// A Fastify application in every worker. On SIGTERM the workers close their application first; who waits for a client for
// too long is killed.

const cluster = require('node:cluster');
const os = require('node:os');
const fastify = require('fastify');

const PORT = Number(process.env.PORT ?? 8000);
const DEADLINE_MS = 10_000;

function primary() {
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('exit', (worker, code) => {
    if (code !== 0) process.exitCode = 1;
  });
  process.once('SIGTERM', () => {
    const workers = Object.values(cluster.workers);
    for (const worker of workers) worker.send('close');
    setTimeout(() => {
      for (const worker of workers) worker.process.kill('SIGKILL');
    }, DEADLINE_MS).unref();
  });
}

async function worker() {
  const app = fastify();
  app.get('/', async () => ({ hello: 'world', worker: cluster.worker.id }));
  app.post('/echo', async (request) => request.body);
  app.addHook('onClose', async () => console.log(`worker ${cluster.worker.id} has closed`));
  process.on('message', async (message) => {
    if (message !== 'close') return;
    await app.close();
    cluster.worker.disconnect();
  });
  await app.listen({ port: PORT, host: '0.0.0.0' });
}

if (cluster.isPrimary) primary();
else worker();
