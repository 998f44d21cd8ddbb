'use strict';

// A program whose lines are covered by different processes: some by the primary, some by workers, some by none.

const cluster = require('node:cluster');
const http = require('node:http');

const WORKERS = 2;

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', stop);
} else {
  http.createServer(answer).listen(0, '127.0.0.1');
}

function stop() {
  cluster.disconnect();
}

function answer(req, res) {
  if (req.url === '/one' && cluster.worker.id === 1) return res.end(onlyOne());
  if (req.url === '/two' && cluster.worker.id === 2) return res.end(onlyTwo());
  res.end('again');
}

function onlyOne() {
  return 'one';
}

function onlyTwo() {
  return 'two';
}

function nobody() {
  return 'never called';
}

module.exports = nobody;
