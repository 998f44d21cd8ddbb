'use strict';

// `cwd`: the worker's working directory; by default the primary's at the time of the fork.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('cwd given and by default', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const fs = require('node:fs');
    if (cluster.isWorker) {
      report('cwd', process.cwd());
      return cluster.worker.disconnect();
    }
    for (const name of ['given', 'default']) fs.mkdirSync(name);
    const base = process.cwd();
    report('base', base);
    cluster.setupPrimary({ cwd: `${base}/given` });
    cluster.fork().on('exit', () => {
      cluster.setupPrimary({ cwd: undefined });
      process.chdir('default');
      cluster.fork();
    });
  });
  const base = await program.next('base');
  await program.success();
  assert.deepEqual(program.all('cwd'), [`${base}/given`, `${base}/default`]);
});
