'use strict';

// Round robin does not overload a worker: while one does nothing at all, the others are given the
// connections, and what it was given before is served in the end.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  const CONNECTIONS = 20;
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const [stopped] = [cluster.fork(), cluster.fork()];
  let served = 0;
  function onClose() {
    served++;
    // The built-in leaves one connection with the worker that stands still.
    if (served === CONNECTIONS - 1) {
      report('served while it stands still', served);
      stopped.process.kill('SIGCONT');
    }
    if (served === CONNECTIONS) {
      report('served in the end', served);
      cluster.disconnect();
    }
  }
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening < 2) return;
    stopped.process.kill('SIGSTOP');
    for (let i = 0; i < CONNECTIONS; i++) {
      net.connect(port, '127.0.0.1').on('close', onClose).resume();
    }
  });
}

test('a worker that stands still gets one connection at most', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['served while it stands still', 19],
    ['served in the end', 20],
  ]);
});
