'use strict';

// A chat over WebSocket: each worker has its clients, and hands what one says to the others through the primary.

const cluster = require('node:cluster');
const http = require('node:http');

const WORKERS = 3;

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  cluster.on('message', (from, message) => {
    for (const worker of Object.values(cluster.workers)) worker.send(message);
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
} else {
  const { WebSocketServer } = require('ws');
  const server = http.createServer((req, res) => res.writeHead(426).end('upgrade'));
  const sockets = new WebSocketServer({ server, maxPayload: 4 * 1024 * 1024 });

  sockets.on('connection', (socket, req) => {
    socket.send(JSON.stringify({ worker: cluster.worker.id, path: req.url }));
    socket.on('message', (data, isBinary) => {
      if (isBinary) socket.send(data);
      else process.send(String(data));
    });
  });
  process.on('message', (text) => {
    for (const client of sockets.clients) client.send(JSON.stringify({ said: text }));
  });
  process.on('SIGTERM', () => {
    for (const client of sockets.clients) client.close(1001, 'restart');
    cluster.worker.disconnect();
  });
  server.listen(0, '127.0.0.1');
}
