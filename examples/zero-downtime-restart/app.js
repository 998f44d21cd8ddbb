'use strict';

// The application: an ordinary server, which server.js runs in every worker.

const cluster = require('node:cluster');
const http = require('node:http');

const server = http.createServer((request, response) => {
  // A worker that lets go keeps no connection beyond the next response.
  if (cluster.worker.exitedAfterDisconnect) response.setHeader('Connection', 'close');
  response.end(`version 1 from process ${process.pid}\n`);
});
// close() would end idle connections at once, and newer Node versions count one whose request is still
// on its way as idle: that client would see a reset. Without this each connection gets its answer, and
// one that is kept open ends after server.keepAliveTimeout, five seconds.
server.closeIdleConnections = () => {};
server.listen(Number(process.env.PORT ?? 8000));
