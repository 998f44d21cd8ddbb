'use strict';

// After setupMaster() cluster.settings has the defaults of the document; before it, it is empty.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  report(cluster.settings);
  cluster.setupMaster();
  const { execArgv, exec, args, silent, ...rest } = cluster.settings;
  report(JSON.stringify(execArgv) === JSON.stringify(process.execArgv), execArgv.at(-1));
  report(exec === process.argv[1], args, silent, rest);
}

test('the defaults of settings', async (t) => {
  const { reports } = await run(t, program, {
    execArgv: ['--no-deprecation'],
    args: ['one', 'two'],
  });
  assert.deepEqual(reports, [[{}], [true, '--no-deprecation'], [true, ['one', 'two'], false, {}]]);
});
