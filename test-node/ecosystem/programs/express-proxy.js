'use strict';

// Express behind a load balancer that speaks the PROXY protocol.

const cluster = require('node:cluster');
const http = require('node:http');
const express = require('express');

if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('listening', (worker, { port }) => console.log(JSON.stringify({ ready: port })));
} else {
  const { configure } = require('gocluster/server');
  const app = express();
  app.get('/', ({ ip, socket }, response) => {
    response.json({ ip, id: String(socket.proxyProtocol.tlvs.get(5)) });
  });
  configure(http.createServer(app), { proxyProtocol: true }).listen(0, '127.0.0.1');
}
