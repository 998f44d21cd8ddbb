'use strict';

// 'message': on the cluster with (worker, message, handle), on the worker with (message, handle), on
// process and cluster.worker in the worker; messages of the cluster itself never show.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test("'message': arguments, order, both directions", async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      const say = (args) => args.map((arg) => (arg === worker ? 'the worker' : arg));
      cluster.on('message', (...args) => report('cluster', say(args)));
      worker.on('message', (...args) => report('worker', say(args)));
      worker.process.on('message', (...args) => report('worker.process', say(args)));
      // The internal messages of listening must not be among the messages.
      worker.on('listening', () => {
        for (const message of ['text', 0, false, null, { cmd: 'MINE' }, ['a']])
          worker.send(message);
        worker.send('end');
      });
    } else {
      cluster.worker.on('message', (...args) => report('in worker: worker', args));
      process.on('message', (...args) => {
        report('in worker: process', args);
        process.send(args[0]);
        if (args[0] === 'end') cluster.worker.disconnect();
      });
      net.createServer().listen(0, '127.0.0.1');
    }
  });
  const side = (reports, inWorker) =>
    reports.filter(([name]) => name.startsWith('in worker') === inWorker);
  assert.deepEqual(side(tested, true), side(builtin, true));
  assert.deepEqual(side(tested, false), side(builtin, false));
  assert.equal(side(tested, true).length, 2 * 7);
  assert.equal(side(tested, false).length, 3 * 7);
});
