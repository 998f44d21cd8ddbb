'use strict';
// A listening server keeps its worker alive; after unref() it no longer does, after ref() it does again.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    const server = net.createServer((socket) => {
      socket.end('served');
      server.close();
    });
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      for (const call of process.env.CALLS.split(' ')) server[call]?.();
      // The channel to the primary would keep the worker alive too.
      process.channel.unref();
      report('port', server.address().port);
    });
    return;
  }
  const worker = cluster.fork({ CALLS: process.argv[2] });
  worker.on('exit', (code, signal) => report('exit', { code, signal }));
}

for (const calls of ['unref', 'ref unref', 'unref unref']) {
  test(`after ${calls} the worker ends by itself`, async (t) => {
    const primary = run(t, program, { args: [calls] });
    assert.deepEqual(await primary.next('exit'), { code: 0, signal: null });
    await primary.success();
  });
}

for (const calls of ['nothing', 'unref ref', 'ref']) {
  test(`after ${calls} the worker serves, and ends when its server has closed`, async (t) => {
    const primary = run(t, program, { args: [calls] });
    const port = await primary.next('port');
    const { talk } = require('./remote/clients.js');
    assert.equal(await talk(port), 'served');
    assert.deepEqual(await primary.next('exit'), { code: 0, signal: null });
    await primary.success();
  });
}
