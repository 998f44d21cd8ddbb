'use strict';

// All that the addon does in a cluster's life: hand-offs, a stalled worker, a killed one, one that exits, one that refuses,
// disconnects, threads whose environment ends with channels open.

const cluster = require('node:cluster');
const net = require('node:net');
const { Worker: Thread, isMainThread } = require('node:worker_threads');

const CONNECTIONS = 150;

function primary() {
  const workers = [cluster.fork(), cluster.fork({ LIMIT: '1' }), cluster.fork()];
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening !== workers.length) return;
    let left = CONNECTIONS;
    const steps = new Map([
      [120, () => workers[0].process.kill('SIGSTOP')],
      [90, () => workers[0].process.kill('SIGCONT')],
      [60, () => workers[0].process.kill('SIGKILL')],
      [30, () => workers[2].send('exit')],
    ]);
    const client = () => {
      const socket = net.connect(port, '127.0.0.1', () => socket.end('x'));
      socket.on('error', () => {}).resume();
      socket.on('close', () => {
        left--;
        steps.get(left)?.();
        if (left > 0) client();
        else if (left === 0) cluster.disconnect(() => threads(3));
      });
    };
    client();
  });
}

/** Threads that fork, and end with their cluster running or without it. */
function threads(left) {
  if (left === 0) return;
  const thread = new Thread(__filename);
  thread.once('message', () => (left % 2 ? thread.terminate() : thread.postMessage('end')));
  thread.once('exit', () => threads(left - 1));
}

function thread() {
  const { parentPort } = require('node:worker_threads');
  cluster.fork().once('listening', () => parentPort.postMessage('listening'));
  parentPort.once('message', () => process.exit());
}

function worker() {
  const server = net.createServer((socket) => {
    socket.on('error', () => {}).resume();
    setImmediate(() => socket.end('served'));
  });
  if (process.env.LIMIT) server.maxConnections = 1;
  server.listen(0, '127.0.0.1');
  process.on('message', () => process.exit(3));
}

if (!cluster.isPrimary) worker();
else if (isMainThread) primary();
else thread();
