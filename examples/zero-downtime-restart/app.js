'use strict';

// The application: an ordinary server, which server.js runs in every worker.

const http = require('node:http');

const server = http.createServer((request, response) => {
  response.end(`version 1 from process ${process.pid}\n`);
});
// When the worker lets go, close() ends idle connections, and newer Node versions count one whose
// request is still on its way as idle: that client would see a reset. Without this each connection
// gets its answer, and one that is kept open ends after server.keepAliveTimeout, five seconds.
server.closeIdleConnections = () => {};
server.listen(Number(process.env.PORT ?? 8000));
