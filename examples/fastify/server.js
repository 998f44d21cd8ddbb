'use strict';

// A Fastify application in every worker. On SIGTERM the workers close their application first.

const cluster = require('node:cluster');
const os = require('node:os');
const fastify = require('fastify');

const PORT = Number(process.env.PORT ?? 8000);

function primary() {
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.send('close');
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
