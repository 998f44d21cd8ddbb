'use strict';

// A worker with servers of Socket.IO and engine.io that are attached in every order. It prints where they listen.

const cluster = require('node:cluster');
const http = require('node:http');

if (cluster.isPrimary) {
  cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  main();
  process.once('disconnect', () => process.exit(0));
}

function main() {
  const engine = require('engine.io');
  const { Server } = require('socket.io');
  const { attach } = require('gocluster/socket.io');

  /** Attaches to an HTTP server of its own. */
  const ORDERS = {
    before: (server) => attach(new engine.Server()).attach(server),
    after: (server) => attach(engine.attach(server)),
    two(server) {
      for (const path of ['/one', '/two']) attach(new Server(server, { path }));
    },
    unknown(server) {
      attach(new Server(server));
      engine.attach(server, { path: '/unknown' });
    },
    assigned(server) {
      const io = attach(new Server(server));
      io.engine.generateId = () => 'own';
    },
    assignedAsync(server) {
      const io = attach(new Server(server));
      const { generateId } = io.engine;
      io.engine.generateId = async (request) => `own-${generateId(request)}`;
    },
  };

  const ports = {};
  const names = Object.keys(ORDERS);
  for (const name of names) {
    const server = http.createServer((request, response) => response.end('page'));
    ORDERS[name](server);
    server.listen(0, '127.0.0.1', () => {
      ports[name] = server.address().port;
      if (Object.keys(ports).length === names.length) console.log(JSON.stringify({ ports }));
    });
  }
  const id = attach(new engine.Server()).generateId();
  console.log(JSON.stringify({ id }));
}
