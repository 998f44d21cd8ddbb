'use strict';

// An application that brings its own cluster, for PM2's fork mode. It takes gocluster by its name if told so.

const cluster = require(process.env.CLUSTER_PACKAGE ?? 'node:cluster');
const http = require('node:http');

const WORKERS = 2;

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) process.send({ ready: port });
    else if (listening > WORKERS) process.send({ revived: worker.id });
  });
  cluster.on('exit', (worker) => {
    if (!worker.exitedAfterDisconnect) cluster.fork();
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  // PM2 holds a channel to this process.
  process.once('SIGINT', () => cluster.disconnect(() => process.exit(0)));
} else {
  // PM2 sends it to the workers as well; they go when the primary says so.
  process.on('SIGINT', () => {});
  http
    .createServer((req, res) => {
      const { name, NODE_UNIQUE_ID: id = null, NODE_OPTIONS: options = null } = process.env;
      res.end(JSON.stringify({ worker: cluster.worker.id, pid: process.pid, name, id, options }));
    })
    .listen(0, '127.0.0.1');
}
