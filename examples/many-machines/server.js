'use strict';

// The program that runs on every machine. It knows nothing of other machines, of workers, or of what is in front.

const http = require('node:http');

const { MACHINE, PORT = 8000 } = process.env;
const WORK_MS = 20;

const server = http.createServer((request, response) => {
  const answer = {
    machine: MACHINE,
    worker: process.pid,
    client: request.headers['x-forwarded-for'] ?? request.socket.remoteAddress,
  };
  setTimeout(() => response.end(JSON.stringify(answer)), WORK_MS);
});
server.listen(Number(PORT));
