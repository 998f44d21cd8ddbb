'use strict';

// exec, args and execArgv say what a worker runs.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const path = require('node:path');
  cluster.setupMaster({
    exec: path.join(__dirname, 'worker.js'),
    args: ['--use', 'https'],
    execArgv: [...process.execArgv, '--no-deprecation'],
  });
  cluster.fork().on('message', (message) => report(...message));
}

test('what a worker runs', async (t) => {
  const { reports } = await run(t, program, {
    files: {
      'worker.js': `
        const { argv, execArgv } = process;
        const name = require('node:path').basename(argv[1]);
        process.send([name, argv.slice(2), execArgv.at(-1)], () => process.disconnect());
      `,
    },
  });
  assert.deepEqual(reports, [['worker.js', ['--use', 'https'], '--no-deprecation']]);
});
