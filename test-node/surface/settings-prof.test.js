'use strict';

// With --prof each worker writes a profile of its own. What is added to execArgv for that, and when: differential,
// fork/settings-prof.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    report('pid', process.pid);
    return cluster.worker.disconnect();
  }
  cluster.setupPrimary({ execArgv: ['--prof'] });
  const worker = cluster.fork();
  worker.on('exit', () => {
    report(
      'files',
      require('node:fs')
        .readdirSync('.')
        .filter((name) => /\.log$/.test(name)),
    );
  });
}

test('--prof: one file a worker', async (t) => {
  const running = run(t, program);
  await running.success();
  const [pid] = running.all('pid');
  // V8 puts the isolate's address in front of the name.
  assert.match(running.all('files')[0].join(), new RegExp(`v8-${pid}\\.log$`));
});
