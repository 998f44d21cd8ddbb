'use strict';

// The servers of a worker under chaos, by kind. Each answers '<connection> <worker>' a moment after it was asked.

const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');
const { dice } = require('./connection.js');

const answer = (asked) => `${Number(asked)} ${cluster.worker.id}\n`;

function later(asked, done) {
  const number = dice(Number(asked), 0x9e3779b1);
  if (number < 60) done();
  else setTimeout(done, number < 95 ? number % 10 : 10 * (number % 5));
}

module.exports = {
  tcp: (onconnection) =>
    net.createServer((socket) => {
      onconnection(socket);
      let asked = '';
      socket.on('data', (chunk) => {
        asked += chunk;
        if (asked.endsWith('\n')) later(asked, () => socket.end(answer(asked)));
      });
    }),
  http: (onconnection) => {
    const server = http.createServer((request, response) => {
      const asked = request.url.slice(1);
      later(asked, () => response.setHeader('Connection', 'close').end(answer(asked)));
    });
    // From Node 26 on close() also ends connections that have not said anything yet, in any process.
    server.closeIdleConnections = () => {};
    return server.on('connection', onconnection);
  },
};
