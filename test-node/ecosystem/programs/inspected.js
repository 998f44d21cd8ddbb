'use strict';

// A program that can be debugged in all its processes. The ports of the workers' inspectors are any that are free.

const cluster = require('node:cluster');
const http = require('node:http');
const inspector = require('node:inspector');

const WORKERS = 2;

if (cluster.isPrimary) {
  cluster.setupPrimary({ inspectPort: 0 });
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening < WORKERS) return;
    const { settings } = cluster;
    console.log(JSON.stringify({ ready: { port, url: inspector.url(), settings } }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  http
    .createServer((req, res) => {
      const { execArgv, env } = process;
      const body = { id: cluster.worker.id, url: inspector.url(), execArgv };
      res.end(JSON.stringify({ ...body, options: env.NODE_OPTIONS ?? null }));
    })
    .listen(0, '127.0.0.1');
}
