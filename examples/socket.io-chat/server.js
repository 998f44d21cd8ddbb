'use strict';

// A chat over all workers. A Socket.IO client that polls makes many connections, and all must reach
// one worker: @socket.io/sticky takes them in the primary and sends each to the worker of its
// session. The cluster adapter carries what is said from worker to worker.

const cluster = require('gocluster');
const { createAdapter, setupPrimary } = require('@socket.io/cluster-adapter');
const { setupMaster, setupWorker } = require('@socket.io/sticky');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { Server } = require('socket.io');

const PORT = Number(process.env.PORT ?? 8000);

function primary() {
  // Requests go on to the workers as bytes: to the timeouts of this server, which sees no end of one, each would be too slow.
  const server = http.createServer({ headersTimeout: 0, requestTimeout: 0 });
  setupMaster(server, { loadBalancingMethod: 'least-connection' });
  setupPrimary();
  // Both packages send Buffers between the processes, which JSON cannot carry.
  cluster.setupPrimary({ serialization: 'advanced' });
  const count = os.cpus().length;
  let online = 0;
  cluster.on('online', () => {
    // The primary listens itself: not before there is someone to send a connection to.
    if (++online !== count) return;
    server.listen(PORT, () =>
      console.log(`listening on http://localhost:${server.address().port}`),
    );
  });
  for (let i = 0; i < count; i++) cluster.fork();
}

function worker() {
  const page = fs.readFileSync(path.join(__dirname, 'index.html'));
  const server = http.createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(page);
  });
  const io = new Server(server);
  io.adapter(createAdapter());
  setupWorker(io);
  io.on('connection', (socket) => {
    socket.emit('welcome', `you are with worker ${cluster.worker.id}`);
    socket.on('say', (text) => io.emit('said', `${text}`));
  });
}

if (cluster.isPrimary) primary();
else worker();
