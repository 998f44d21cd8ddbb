'use strict';

// A program that changes its folder: what inherits its preload of gocluster, by a bare or relative name, finds it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { program, assertServed } = require('./serves.js');

const WAYS = {
  '-r gocluster/register': { preload: ['-r', 'gocluster/register'] },
  '--require=gocluster': { preload: ['--require=gocluster'] },
  '--import gocluster/register': { preload: ['--import', 'gocluster/register'] },
  'a relative path': { preload: ['-r', './node_modules/gocluster/lib/register.js'] },
  NODE_OPTIONS: {
    preload: [],
    env: { NODE_OPTIONS: '--no-warnings -r "gocluster/register"' },
  },
};

for (const [name, { preload, env }] of Object.entries(WAYS)) {
  for (const [how, change] of Object.entries({
    'process.chdir()': { CWD: '/' },
    'the setting cwd': { SETTINGS: JSON.stringify({ cwd: '/' }) },
  })) {
    test(`${name}, ${how}`, { skip: GOCLUSTER_ONLY }, async (t) => {
      const running = run(t, program, { preload, install: true, env: { ...env, ...change } });
      await running.end();
      assertServed(assert, running, []);
    });
  }
  test(
    `${name}, child_process.fork() after process.chdir()`,
    { skip: GOCLUSTER_ONLY },
    async (t) => {
      const parent = (report) => {
        if (process.argv[2] === 'child')
          return report('child', 'suicide' in require('node:cluster').Worker.prototype);
        process.chdir('/');
        require('node:child_process').fork(__filename, ['child']);
      };
      const running = run(t, parent, { preload, install: true, env });
      await running.success();
      assert.deepEqual(running.all('child'), [true]);
    },
  );
}
