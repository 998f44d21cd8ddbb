'use strict';

// worker.state: none, online, listening, disconnected, dead in the primary; online, listening,
// disconnecting or destroying in the worker. The states at each step are those of the built-in.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { END } = process.env;
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    report('primary forked', worker.state);
    for (const event of ['online', 'listening', 'disconnect', 'exit']) {
      worker.on(event, () => report(`primary ${event}`, worker.state));
    }
    // Which of the two comes first is open: then the last one says how it ended.
    worker.on('listening', () => {
      if (END === 'disconnect in primary') worker.disconnect();
      report('primary later', worker.state);
    });
    return;
  }
  const { worker } = cluster;
  report('worker start', worker.state);
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    report('worker listening', worker.state);
    if (END === 'disconnect') worker.disconnect();
    if (END === 'kill') worker.kill();
    report('worker later', worker.state);
  });
  server.on('close', () => report('worker server closed', worker.state));
  worker.on('disconnect', () => report('worker disconnect', worker.state));
  process.on('exit', () => report('worker exit', worker.state));
}

for (const end of ['disconnect', 'kill', 'disconnect in primary']) {
  test(`states when the end is ${end}`, async (t) => {
    const { builtin, tested } = await both(t, program, { env: { END: end } });
    // 'disconnect' and 'exit' in the primary have no fixed order, and leave each its own state.
    const states = (reports) =>
      Object.fromEntries(reports.filter(([name]) => !/primary (disconnect|exit)/.test(name)));
    assert.deepEqual(states(tested), states(builtin));
    const ends = Object.fromEntries(tested);
    assert.equal(ends['primary disconnect'], 'disconnected');
    assert.equal(ends['primary exit'], 'dead');
  });
}
