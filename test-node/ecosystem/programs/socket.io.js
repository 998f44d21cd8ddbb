'use strict';

// Socket.IO over several workers: the primary sends each client to the worker that has its session, and the cluster
// adapter carries broadcasts between the workers.

const cluster = require('node:cluster');
const http = require('node:http');
const { Server } = require('socket.io');
const { createAdapter, setupPrimary } = require('@socket.io/cluster-adapter');
const sticky = require('@socket.io/sticky');

const WORKERS = 3;

if (cluster.isPrimary) {
  const server = http.createServer();
  sticky.setupMaster(server, { loadBalancingMethod: 'round-robin' });
  setupPrimary();
  // The adapter and the sticky sessions send Buffers.
  cluster.setupPrimary({ serialization: 'advanced' });

  let up = 0;
  cluster.on('message', (worker, message) => {
    if (message !== 'up' || ++up < WORKERS) return;
    server.listen(0, '127.0.0.1', () => {
      console.log(JSON.stringify({ ready: server.address().port }));
    });
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => {
    server.close();
    // Node 18 would wait for connections that are kept alive.
    server.closeAllConnections();
    cluster.disconnect();
  });
} else {
  const io = new Server(http.createServer());
  io.adapter(createAdapter());
  sticky.setupWorker(io);

  io.on('connection', (socket) => {
    socket.data.worker = cluster.worker.id;
    socket.on('join', (room, done) => {
      socket.join(room);
      done({ worker: cluster.worker.id, transport: socket.conn.transport.name });
    });
    socket.on('say', (room, text) => io.to(room).emit('said', text));
    socket.on('echo', (bytes, done) => done(bytes));
    socket.on('count', async (room, done) => {
      const sockets = await io.in(room).fetchSockets();
      done({ sockets: sockets.length, workers: new Set(sockets.map((s) => s.data.worker)).size });
    });
    socket.on('ask others', (done) => io.serverSideEmit('who', (error, ids) => done(ids.sort())));
    socket.on('empty', (room) => io.in(room).disconnectSockets(true));
  });
  io.on('who', (answer) => answer(cluster.worker.id));
  // The adapter's timers would keep the worker alive.
  process.once('disconnect', () => process.exit(0));
  process.send('up');
}
