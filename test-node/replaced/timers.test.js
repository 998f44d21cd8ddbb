'use strict';
// Timers that never come, or that are a browser's, are the program's own business: workers listen, wait at maxConnections and leave.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

/** Three connections to a server that takes one at a time, and an end by worker.disconnect(), or by cluster.disconnect(). */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const timers = require('node:timers');
  const { setTimeout } = timers;

  const replacements = {
    frozen: () => ({ unref() {}, ref() {} }),
    browser: (...args) => Number(setTimeout(...args)),
  };
  const { ROLE, KIND } = process.env;
  if (ROLE === (cluster.isPrimary ? 'primary' : 'worker')) {
    for (const name of ['setTimeout', 'setImmediate', 'setInterval', 'queueMicrotask']) {
      globalThis[name] = timers[name] = replacements[KIND];
    }
    process.hrtime = () => [0, 0];
    Date.now = () => 0;
  }

  if (cluster.isPrimary) {
    const leave = [(worker) => worker.disconnect(), () => cluster.disconnect()];
    const startOne = () => {
      let served = 0;
      const worker = cluster.fork();
      worker.on('listening', ({ port }) => {
        for (let i = 0; i < 3; i++) {
          net.connect(port, '127.0.0.1').on('data', () => ++served === 3 && leave[0](worker));
        }
      });
      worker.on('exit', (code) => {
        report('exit', { code, served });
        leave.shift();
        if (leave.length > 0) startOne();
      });
    };
    startOne();
  } else {
    const server = net.createServer((socket) => setTimeout(() => socket.end('served'), 50));
    server.maxConnections = 1;
    server.listen(0, '127.0.0.1');
  }
}

for (const role of ['primary', 'worker']) {
  for (const kind of ['frozen', 'browser']) {
    test(`timers in the ${role}: ${kind}`, async (t) => {
      const running = run(t, program, { env: { ROLE: role, KIND: kind } });
      const exits = (await running.success()).map(({ value }) => value);
      assert.deepEqual(exits, [
        { code: 0, served: 3 },
        { code: 0, served: 3 },
      ]);
    });
  }
}
