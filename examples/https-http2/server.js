'use strict';

// One port for HTTP/2 and HTTPS/1.1, over all workers. TLS sessions resume in whichever worker gets
// the next connection, because the workers share their session-ticket keys.

const cluster = require('gocluster');
const fs = require('node:fs');
const http2 = require('node:http2');
const os = require('node:os');
const path = require('node:path');

const PORT = Number(process.env.PORT ?? 8000);
const FOLDER = process.env.TLS_FOLDER ?? __dirname;

if (cluster.isPrimary) {
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on https://localhost:${port}`);
  });
  cluster.on('exit', (worker, code) => {
    if (code !== 0) process.exitCode = 1;
  });
} else {
  const options = {
    allowHTTP1: true,
    cert: fs.readFileSync(path.join(FOLDER, 'cert.pem')),
    key: fs.readFileSync(path.join(FOLDER, 'key.pem')),
  };
  const server = http2.createSecureServer(options, (request, response) => {
    response.setHeader('Content-Type', 'text/plain');
    response.end(`HTTP/${request.httpVersion} from worker ${cluster.worker.id}\n`);
  });
  server.listen(PORT);
}
