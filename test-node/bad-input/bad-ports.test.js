'use strict';

// Ports and hosts that can't be, and addresses that are not this machine's, in a worker's listen():
// Node's own error, thrown or emitted, and the worker can listen afterwards.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('listen() in a worker with what is no address', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.fork().on('exit', (...args) => report('exit', args));
      return;
    }
    const attempts = [
      [65536],
      [-1],
      [1.5],
      ['text'],
      [{ port: 65536 }],
      [{ port: null }],
      [{ port: true }],
      [{}],
      [{ fd: 12345 }],
      [{ fd: -1 }],
      [{ path: '' }],
      [{ path: '/is/not/there/x.sock' }],
      [0, '192.0.2.1'],
      [{ port: 0, host: 5 }],
    ];
    (function next() {
      if (attempts.length === 0) {
        return net.createServer().listen(0, '127.0.0.1', () => cluster.worker.disconnect());
      }
      const args = attempts.shift();
      const name = JSON.stringify(args);
      const server = net.createServer();
      server.on('error', (error) => {
        report(`${name} emits`, error);
        next();
      });
      server.on('listening', () => {
        report(`${name} listens`, server.address() === null);
        server.close(next);
      });
      try {
        server.listen(...args);
      } catch (error) {
        report(`${name} throws`, error);
        next();
      }
    })();
  });
  assert.deepEqual(tested, builtin);
  const inWorker = tested.filter(([name]) => name.startsWith('['));
  assert.equal(inWorker.length, 14);
  assert.deepEqual(tested[tested.length - 1], ['exit', [0, null]]);
});
