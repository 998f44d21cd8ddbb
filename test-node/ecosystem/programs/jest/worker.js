'use strict';

require('node:http')
  .createServer((request, response) => response.end('served'))
  .listen(0, '127.0.0.1');
