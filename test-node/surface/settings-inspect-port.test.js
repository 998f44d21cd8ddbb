'use strict';

// `inspectPort`, where the inspector is in use: a number, a function, 0, null; without it the ports
// count up from the primary's and wrap round. Only port numbers are set here (--inspect-port), no
// inspector is started, so no port is used.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    report('worker', [cluster.worker.id, process.debugPort, process.execArgv.slice(-1)]);
    return cluster.worker.disconnect();
  }
  const { INSPECT_PORT, COUNT = '2' } = process.env;
  if (INSPECT_PORT) {
    let next = 0;
    const kinds = { number: 30001, function: () => 30100 + next++, zero: 0, null: null };
    cluster.setupPrimary({ inspectPort: kinds[INSPECT_PORT] });
  }
  for (let i = 0; i < Number(COUNT); i++) {
    try {
      const { spawnargs } = cluster.fork().process;
      report(
        'spawned',
        spawnargs.filter((arg) => arg.startsWith('--inspect')),
      );
    } catch (error) {
      report('thrown', error);
    }
  }
}

async function ports(t, options) {
  const running = run(t, program, options);
  await running.success();
  const added = running.all('spawned').map((args) => args.slice(-1)[0]);
  const inWorker = running.all('worker').sort(([a], [b]) => a - b);
  assert.deepEqual(
    inWorker.map(([, , args]) => args[0]),
    added,
  );
  return inWorker.map(([, port]) => port);
}

const nodeArgs = ['--inspect-port=30000'];

test('counted up from the port of the primary', async (t) => {
  assert.deepEqual(await ports(t, { nodeArgs }), [30001, 30002]);
});

test('counted round from 65535 to 1024', async (t) => {
  const wrapped = await ports(t, { nodeArgs: ['--inspect-port=65534'], env: { COUNT: '3' } });
  assert.deepEqual(wrapped, [65535, 1024, 1025]);
});

test('a number is the port of all', async (t) => {
  assert.deepEqual(await ports(t, { nodeArgs, env: { INSPECT_PORT: 'number' } }), [30001, 30001]);
});

test('a function is asked for each', async (t) => {
  assert.deepEqual(await ports(t, { nodeArgs, env: { INSPECT_PORT: 'function' } }), [30100, 30101]);
});

test('0 is any free port', async (t) => {
  assert.deepEqual(await ports(t, { nodeArgs, env: { INSPECT_PORT: 'zero' } }), [0, 0]);
});

for (const kind of ['null', 'number']) {
  test(`${kind} without an inspector in use is as with the built-in`, async (t) => {
    const { builtin, tested } = await both(t, program, { env: { INSPECT_PORT: kind, COUNT: '1' } });
    const thrown = (reports) => reports.filter(([name]) => name !== 'worker');
    assert.deepEqual(thrown(tested), thrown(builtin));
  });
}

test('null throws', async (t) => {
  const { builtin, tested } = await both(t, program, { nodeArgs, env: { INSPECT_PORT: 'null' } });
  assert.deepEqual(tested, builtin);
  assert.equal(tested[0][1].code, 'ERR_SOCKET_BAD_PORT');
});

test('counts also when the inspector is asked for in NODE_OPTIONS', async (t) => {
  const env = { NODE_OPTIONS: '--inspect-port=30000' };
  assert.deepEqual(await ports(t, { env }), [30001, 30002]);
});
