'use strict';

// The cluster program that is soaked: two workers, each with an HTTP and a TCP server. run.js forks it and reads what it
// reports over IPC: ports, collected.

const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');

const WORKERS = 2;
const HOST = '127.0.0.1';
const GREETING = 'hello world\n';
/** One full collection leaves what only finalizers let go of. */
const COLLECTIONS = 3;

if (cluster.isPrimary) primary();
else worker();

function primary() {
  let waiting = 0;

  process.on('message', async () => {
    await collect();
    const workers = Object.values(cluster.workers);
    waiting = workers.length;
    for (const each of workers) each.send('collect');
  });
  process.on('disconnect', () => process.exit());
  cluster.on('message', (from, { ports }) => {
    if (ports) process.send({ ports, worker: from.process.pid });
    else if (--waiting === 0) process.send({ collected: true });
  });
  cluster.on('exit', (from, code, signal) => {
    throw new Error(`worker ${from.id} ended: ${signal ?? code}`);
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
}

function worker() {
  const servers = {
    http: http.createServer((request, response) => {
      response.setHeader('Content-Length', GREETING.length);
      response.end(GREETING);
    }),
    tcp: net.createServer((socket) => {
      socket.on('error', () => {}); // a client may give up
      socket.end(GREETING);
    }),
  };
  const ports = {};
  for (const [name, server] of Object.entries(servers)) {
    server.listen(0, HOST, () => {
      ports[name] = server.address().port;
      if (Object.keys(ports).length === 2) process.send({ ports });
    });
  }
  process.on('message', async () => {
    await collect();
    process.send({ collected: true });
  });
}

/** What a process needs for good remains; without this, how long ago its last collection was would be measured too. */
async function collect() {
  for (let i = 0; i < COLLECTIONS; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
