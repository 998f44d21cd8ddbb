'use strict';

// Socket.IO over several workers that listen themselves: gocluster sends each client to the worker that has its session, and the cluster
// adapter, where it is asked for, carries broadcasts between the workers.

const cluster = require('node:cluster');
const http = require('node:http');
const { createAdapter, setupPrimary } = require('@socket.io/cluster-adapter');
const { Server } = require('socket.io');

const WORKERS = 3;
const WITH_ADAPTER = process.env.ADAPTER === '1';

if (cluster.isPrimary) {
  if (WITH_ADAPTER) {
    setupPrimary();
    cluster.setupPrimary({ serialization: 'advanced' });
  }
  let up = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++up === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  const { configure } = require('gocluster/server');
  const { attach } = require('gocluster/socket.io');
  const server = http.createServer();
  const io = attach(new Server());
  io.attach(configure(server, { sticky: { socketIO: true } }));
  if (WITH_ADAPTER) io.adapter(createAdapter());
  io.on('connection', (socket) => {
    socket.on('who', (done) => {
      done({
        worker: cluster.worker.id,
        transport: socket.conn.transport.name,
        id: socket.conn.id,
      });
    });
    socket.on('say', (text) => io.emit('said', text));
    socket.on('crash', () => process.kill(process.pid, 'SIGKILL'));
  });
  server.listen(0, '127.0.0.1');
  process.once('disconnect', () => process.exit(0));
}
