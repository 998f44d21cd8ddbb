'use strict';

// A worker that exits, or is killed, in the middle of its own listen() harms nobody: the others
// listen on the same port and serve, and the primary goes on.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, BUILTIN } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.end('served'));
    server.listen(0, '127.0.0.1');
    const { END } = process.env;
    // Only the last one may live.
    if (END === 'exit at once') process.exit(5);
    if (END === 'exit on nextTick') process.nextTick(() => process.exit(5));
    if (END === 'exit when the request is out') setImmediate(() => process.exit(5));
    if (END === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
    if (END === 'exit in listening') server.on('listening', () => process.exit(5));
    if (END === 'disconnect') process.disconnect();
    if (END === 'worker.disconnect') cluster.worker.disconnect();
    if (END === 'close') server.close(() => cluster.worker.disconnect());
    return;
  }
  let left = 3;
  const end = process.env.HOW;
  for (let i = 0; i < left; i++) cluster.fork({ END: end });
  cluster.on('exit', (worker, ...args) => {
    if (!worker.good) report('exit', args);
    if (--left > 0) return;
    if (worker.good) return;
    const good = cluster.fork({ END: '' });
    good.good = true;
    good.on('listening', ({ port }) => {
      net.connect(port, '127.0.0.1').on('data', (data) => {
        report('answer', `${data}`);
        cluster.disconnect();
      });
    });
  });
}

function skipped(how) {
  // Node's primary may answer a worker that is dead by then, and the EPIPE is an 'error' that ends it.
  if (BUILTIN) return "the built-in's primary may itself end here";
  if (how === 'close' && process.version.startsWith('v18.')) {
    return 'the net.Server of Node 18 listens although it was closed meanwhile, and holds the worker';
  }
  return false;
}

const CODE_5 = [5, null];
for (const [how, end] of [
  ['exit at once', CODE_5],
  ['exit on nextTick', CODE_5],
  ['exit when the request is out', CODE_5],
  ['exit in listening', CODE_5],
  ['SIGKILL', [null, 'SIGKILL']],
  ['disconnect', [0, null]],
  ['worker.disconnect', [0, null]],
  ['close', [0, null]],
]) {
  test(`during listen: ${how}`, { skip: skipped(how) }, async (t) => {
    const running = run(t, program, { env: { HOW: how } });
    await running.success();
    assert.deepEqual(running.all('answer'), ['served']);
    assert.deepEqual(running.all('exit'), Array(3).fill(end));
  });
}
