'use strict';

// With --prof each worker writes a profile of its own: a --logfile with the process id is added to
// execArgv, unless there is one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    report('pid', process.pid);
    return cluster.worker.disconnect();
  }
  cluster.setupPrimary({ execArgv: JSON.parse(process.env.EXEC_ARGV) });
  const { execArgv } = cluster.settings;
  report('execArgv', execArgv);
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
  const running = run(t, program, { env: { EXEC_ARGV: '["--prof"]' } });
  await running.success();
  assert.deepEqual(running.all('execArgv'), [['--prof', '--logfile=v8-%p.log']]);
  const [pid] = running.all('pid');
  // V8 puts the isolate's address in front of the name.
  assert.match(running.all('files')[0].join(), new RegExp(`v8-${pid}\\.log$`));
  assert.ok(fs.existsSync(running.folder));
});

test('--prof with a --logfile is left alone', async (t) => {
  const execArgv = ['--prof', '--logfile=mine.log'];
  const running = run(t, program, { env: { EXEC_ARGV: JSON.stringify(execArgv) } });
  await running.success();
  assert.deepEqual(running.all('execArgv'), [execArgv]);
  assert.match(running.all('files')[0].join(), /mine\.log$/);
});

test('settings.execArgv without --prof gets no --logfile', async (t) => {
  const running = run(t, program, { env: { EXEC_ARGV: '["--no-warnings"]' } });
  await running.success();
  assert.deepEqual(running.all('execArgv'), [['--no-warnings']]);
});
