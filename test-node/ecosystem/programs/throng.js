'use strict';

// throng keeps two workers alive and passes SIGTERM on to them.

const cluster = require('node:cluster');
const http = require('node:http');
const throng = require('throng');

const WORKERS = 2;

throng({ count: WORKERS, grace: 15_000, master, worker });

function master() {
  let listening = 0;
  cluster.on('listening', (from, { port }) => {
    // The third and later ones are those that replace a lost one.
    console.log(JSON.stringify(++listening === WORKERS ? { ready: port } : { up: from.id }));
  });
  cluster.on('message', (from, message) => console.log(JSON.stringify(message)));
  cluster.on('exit', (from, code, signal) => {
    console.log(JSON.stringify({ exit: { code, signal, wanted: from.exitedAfterDisconnect } }));
  });
}

function worker(id, disconnect) {
  const server = http.createServer((req, res) => {
    if (req.url === '/crash') process.exit(3);
    if (req.url !== '/slow') return res.end(String(id));
    process.send({ begun: id });
    process.once('SIGTERM', () => setImmediate(() => res.end('finished')));
  });
  process.once('SIGTERM', () => server.close(disconnect));
  server.listen(0, '127.0.0.1');
}
