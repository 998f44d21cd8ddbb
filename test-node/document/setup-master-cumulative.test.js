'use strict';

// setupMaster() adds to the settings that are there: the defaults are for the first call only.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const read = () => {
    const { args, silent, cwd } = cluster.settings;
    report(args, silent, cwd);
  };
  cluster.setupMaster({ args: ['one'], cwd: 'here' });
  read();
  cluster.setupMaster({ silent: true });
  read();
  cluster.setupMaster({ args: ['two'] });
  read();
  cluster.setupMaster();
  read();
}

test('settings stay unless given again', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [['one'], false, 'here'],
    [['one'], true, 'here'],
    [['two'], true, 'here'],
    [['two'], true, 'here'],
  ]);
});
