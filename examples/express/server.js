'use strict';

// An Express application in every worker. A worker that crashes is replaced.

const cluster = require('node:cluster');
const os = require('node:os');
const express = require('express');

const PORT = Number(process.env.PORT ?? 8000);

function primary() {
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('exit', (worker, code, signal) => {
    console.log(`worker ${worker.id} died (${signal ?? code})`);
    if (!worker.exitedAfterDisconnect) cluster.fork();
  });
}

function worker() {
  const app = express();
  app.use(express.json());
  app.get('/', (request, response) => {
    response.json({ hello: 'world', worker: cluster.worker.id });
  });
  app.post('/echo', (request, response) => {
    response.json(request.body);
  });
  app.get('/crash', () => {
    process.nextTick(() => {
      throw new Error('a bug');
    });
  });
  app.listen(PORT);
}

if (cluster.isPrimary) primary();
else worker();
