'use strict';

// A server without cluster code. It says where it listens.

const server = require('node:http').createServer((request, response) => response.end('hello\n'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
