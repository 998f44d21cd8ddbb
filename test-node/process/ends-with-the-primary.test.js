'use strict';
// However the primary ends, its core ends too: after a normal end it is gone, and the port free, before anybody sees that
// the primary has ended.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { isFree } = require('../listening/remote/clients.js');
const { env, skip, coresOf, ended } = require('./core.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    require('node:net').createServer().listen(0, '127.0.0.1');
    return;
  }
  cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    report('port', port);
    process.once('SIGUSR2', () => {
      const ways = {
        exit: () => process.exit(3),
        throw: () => {
          throw new Error('made up');
        },
        disconnect: () => cluster.disconnect(),
        abort: () => process.abort(),
        SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
        SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
      };
      ways[process.argv[2]]();
    });
    report('ready');
  });
}

const NORMAL = { exit: 3, throw: 1, disconnect: 0 };
const SIGNALS = { abort: 'SIGABRT', SIGKILL: 'SIGKILL', SIGTERM: 'SIGTERM' };

async function untilReady(t, way) {
  const primary = run(t, program, { env, args: [way] });
  const port = await primary.next('port');
  await primary.next('ready');
  const [core, ...more] = coresOf(primary.child.pid);
  assert.ok(core && more.length === 0);
  return { primary, port, core };
}

for (const [way, code] of Object.entries(NORMAL)) {
  test(`a primary that ends by ${way}`, { skip }, async (t) => {
    const { primary, port, core } = await untilReady(t, way);
    const free = new Promise((resolve) => {
      primary.child.once('exit', () => resolve(isFree(port, '127.0.0.1')));
    });
    primary.kill('SIGUSR2');
    assert.equal(await free, true, 'the port is free when the primary has ended');
    assert.deepEqual(await primary.exit(), { code, signal: null });
    await ended(core);
    await primary.gone();
  });
}

for (const [way, signal] of Object.entries(SIGNALS)) {
  test(`a primary that ends by ${way}`, { skip }, async (t) => {
    const { primary, port, core } = await untilReady(t, way);
    primary.kill('SIGUSR2');
    assert.deepEqual(await primary.exit(), { code: null, signal });
    await ended(core);
    await until(() => isFree(port, '127.0.0.1'), `port ${port} to be free`);
    await primary.gone();
  });
}
