'use strict';

// A Fastify application on http and https; on SIGTERM the workers finish what they have begun.

const cluster = require('node:cluster');
const fs = require('node:fs');
const fastify = require('fastify');

const WORKERS = 2;

async function startWorker() {
  const https = {
    key: fs.readFileSync(process.env.TLS_KEY),
    cert: fs.readFileSync(process.env.TLS_CERT),
  };
  const apps = [fastify(), fastify({ https })];
  const ports = [];
  for (const app of apps) {
    app.addHook('onRequest', async (req, reply) => {
      reply.header('x-worker', cluster.worker.id);
    });
    const user = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name'],
      additionalProperties: false,
    };
    app.post('/users', { schema: { body: user } }, async (req, reply) => {
      reply.code(201);
      return req.body;
    });
    app.get('/slow', async () => {
      process.send({ begun: true });
      // Ends only after the stop has begun.
      await new Promise((resolve) => process.once('SIGTERM', () => setImmediate(resolve)));
      return { finished: true };
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    ports.push(app.server.address().port);
  }
  process.on('SIGTERM', async () => {
    for (const app of apps) await app.close();
    cluster.worker.disconnect();
  });
  process.send({ ports });
}

if (cluster.isPrimary) {
  let ready = 0;
  cluster.on('message', (worker, message) => {
    if (message.begun) console.log(JSON.stringify(message));
    if (message.ports && ++ready === WORKERS) {
      const [http, https] = message.ports;
      console.log(JSON.stringify({ ready: { http, https } }));
    }
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on('exit', (worker, code) => {
    console.log(JSON.stringify({ exit: [code, worker.exitedAfterDisconnect] }));
  });
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
} else {
  startWorker();
}
