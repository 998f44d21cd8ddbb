'use strict';

// The setup event comes after every setupMaster(), each with the settings of that call;
// cluster.settings is what counts.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  cluster.on('setup', (settings) => {
    report(settings.args, cluster.settings.args, settings === cluster.settings);
  });
  cluster.setupMaster({ args: ['first'] });
  cluster.setupMaster({ args: ['second'] });
  report('in the same tick', cluster.settings.args);
}

test("'setup' for every setupMaster()", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['in the same tick', ['second']],
    [['first'], ['second'], false],
    [['second'], ['second'], true],
  ]);
});
