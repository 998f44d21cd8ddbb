'use strict';

// The events of a worker's life, on the worker and on the cluster: their order and their arguments, and exitedAfterDisconnect
// meanwhile, are those of the built-in. Where Node promises no order ('disconnect' and 'exit'), none is asked.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { END } = process.env;
  if (cluster.isWorker) {
    const server = net.createServer().listen(0, '127.0.0.1');
    process.on('message', () => {
      if (END === 'process.exit') process.exit(3);
      if (END === 'a signal') process.kill(process.pid, 'SIGABRT');
      if (END === 'worker.disconnect in worker') cluster.worker.disconnect();
      if (END === 'worker.kill in worker') cluster.worker.kill();
      if (END === 'process.disconnect') process.disconnect();
      if (END === 'server.close') server.close(() => process.exit());
    });
    return;
  }

  function say(value) {
    if (value === worker) return 'the worker';
    if (value && typeof value === 'object') return { ...value, port: value.port > 0 };
    return value;
  }

  const listen = (emitter, name, events) => {
    for (const event of events) {
      emitter.on(event, function (...args) {
        const wanted = worker.exitedAfterDisconnect;
        report(`${name} ${event}`, { args: args.map(say), self: this === emitter, wanted });
      });
    }
  };
  listen(cluster, 'cluster', ['fork', 'online', 'listening', 'disconnect', 'exit', 'message']);
  cluster.on('setup', () => report('cluster setup'));
  const worker = cluster.fork();
  listen(worker, 'worker', ['online', 'listening', 'disconnect', 'exit', 'message', 'error']);
  report('forked');
  process.nextTick(() => report('next tick'));
  worker.on('listening', () => {
    worker.send('end');
    if (END === 'worker.disconnect in primary') worker.disconnect();
    if (END === 'cluster.disconnect') cluster.disconnect();
    if (END === 'worker.process.kill') worker.process.kill('SIGKILL');
  });
}

// Parts of the story whose order against each other is fixed.
const parts = [
  (name) => !/ (disconnect|exit)$/.test(name),
  (name) => / disconnect$/.test(name),
  (name) => / exit$/.test(name),
];

/** What ends the worker, and whether its exit is a wanted one then. */
const ENDS = {
  'process.exit': false,
  'a signal': false,
  'server.close': false,
  'process.disconnect': false,
  'worker.process.kill': false,
  'worker.disconnect in primary': true,
  'worker.disconnect in worker': true,
  'worker.kill in worker': true,
  'cluster.disconnect': true,
};

for (const [end, wanted] of Object.entries(ENDS)) {
  test(`a worker's life that ends by ${end}`, async (t) => {
    const { builtin, tested } = await both(t, program, { env: { END: end } });
    for (const part of parts) {
      const only = (reports) => reports.filter(([name]) => part(name));
      assert.deepEqual(only(tested), only(builtin));
    }
    assert.deepEqual(
      tested.map(([name]) => name).filter(parts[0]),
      ['forked', 'cluster setup', 'cluster fork', 'next tick'].concat(
        ['online', 'listening'].flatMap((event) => [`worker ${event}`, `cluster ${event}`]),
      ),
    );
    const flags = tested.filter(([name]) => / (online|exit)$/.test(name));
    assert.deepEqual(
      flags.map(([, value]) => value.wanted),
      ['[undefined]', '[undefined]', wanted, wanted],
    );
  });
}
