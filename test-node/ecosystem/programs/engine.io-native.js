'use strict';

// engine.io alone over several workers that listen themselves: gocluster sends each client to the worker that has its session.

const cluster = require('node:cluster');
const http = require('node:http');

const WORKERS = 3;
/** In milliseconds: a busy machine is no reason to give a client up. */
const OPTIONS = { upgradeTimeout: 300_000, pingTimeout: 300_000 };

if (cluster.isPrimary) {
  let up = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++up === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  const engine = require('engine.io');
  const { configure } = require('gocluster/server');
  const { attach } = require('gocluster/socket.io');
  const page = (request, response) => response.end(`worker ${cluster.worker.id}`);
  const server = configure(http.createServer(page), { sticky: { socketIO: true } });
  // One worker attaches the engine later, as a program may.
  const io =
    cluster.worker.id === 1
      ? attach(new engine.Server(OPTIONS))
      : attach(engine.attach(server, OPTIONS));
  if (cluster.worker.id === 1) io.attach(server);
  io.on('connection', (socket) => {
    socket.on('message', () => socket.send(`${cluster.worker.id} ${socket.id}`));
  });
  server.listen(0, '127.0.0.1');
  process.once('disconnect', () => process.exit(0));
}
