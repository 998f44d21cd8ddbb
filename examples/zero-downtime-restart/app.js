'use strict';

// The application: an ordinary server, which server.js runs in every worker.

const http = require('node:http');

http
  .createServer((request, response) => response.end(`version 1 from process ${process.pid}\n`))
  .listen(Number(process.env.PORT ?? 8000));
