'use strict';

// Before the program's own preloads run process.env of a worker holds nothing of the cluster's: no NODE_UNIQUE_ID, no
// NODE_CHANNEL_FD, nothing of gocluster's. What the program itself finds there: differential, fork/env-*.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

// Where the program's own preload can stand: before and after ours.
for (const [place, setup] of Object.entries({
  execArgv: { PRELOAD_IN: 'execArgv' },
  NODE_OPTIONS: { PRELOAD_IN: 'NODE_OPTIONS' },
})) {
  test(`nothing of the cluster's is there for a preload in ${place}`, async (t) => {
    const running = run(t, preloading, { env: { NODE_OPTIONS: undefined, ...setup } });
    await running.success();
    assert.deepEqual(running.all('preload'), [{ marks: [], isWorker: true }]);
  });
}

function preloading(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  if (cluster.isWorker) return cluster.worker.disconnect();
  report('primary');
  const preload = `${process.cwd()}/preload.cjs`;
  fs.writeFileSync(
    preload,
    `const marks = Object.entries(process.env).filter(([key, value]) =>
      /GOCLUSTER_(?!CORE)|NODE_(UNIQUE|CHANNEL)/.test(key) || /lib.register[.]js/.test(value));
    const { isWorker } = require('node:cluster');
    require('./report.cjs')('preload', { marks, isWorker });`,
  );
  if (process.env.PRELOAD_IN === 'execArgv') {
    cluster.setupPrimary({ execArgv: [...process.execArgv, '-r', preload] });
    cluster.fork();
  } else {
    cluster.fork({ NODE_OPTIONS: `-r ${preload}` });
  }
}
