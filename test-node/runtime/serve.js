'use strict';
// A cluster worker that answers every connection with its pid.

const server = require('node:net').createServer((socket) => {
  socket.on('error', () => {}).end(String(process.pid));
});
server.listen({ port: 0, host: '127.0.0.1' });
