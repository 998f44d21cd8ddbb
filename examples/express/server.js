'use strict';

// An Express application in every worker. A worker that crashes is replaced after a pause, so that one that crashes again
// and again leaves some CPU to the others; one that has never listened is not.

const cluster = require('node:cluster');
const os = require('node:os');
const express = require('express');

const PORT = Number(process.env.PORT ?? 8000);
const PAUSE_MS = 500;

function primary() {
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('listening', (worker) => {
    worker.served = true;
  });
  cluster.on('exit', (worker, code, signal) => {
    console.log(`worker ${worker.id} died (${signal ?? code})`);
    if (worker.exitedAfterDisconnect) return;
    if (worker.served) setTimeout(() => cluster.fork(), PAUSE_MS);
    else process.exitCode = 1;
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
