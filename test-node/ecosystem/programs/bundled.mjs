// What a bundler makes one file of: express, a module of the program's own, and the cluster from outside.

import cluster from 'node:cluster';
import express from 'express';
import { greeting } from './bundled-greeting.mjs';

const WORKERS = 2;

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  const app = express();
  app.get('/hello/:name', (req, res) => res.send(greeting(req.params.name, cluster.worker.id)));
  app.listen(0, '127.0.0.1');
}
