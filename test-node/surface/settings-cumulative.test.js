'use strict';

// setupPrimary() adds to what earlier calls have set, in a new settings object each time, and only
// later forks see the change. It is the same as Node's own, whatever is passed.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('calls are cumulative and replace cluster.settings', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const seen = [];
    for (const settings of [
      { args: ['a'], silent: true, unknown: 1 },
      { args: ['b'], cwd: '/' },
      undefined,
      { silent: undefined, exec: 'x.js' },
      { execArgv: [] },
    ]) {
      report('returns', cluster.setupPrimary(settings));
      const { execArgv, exec, ...rest } = cluster.settings;
      report('settings', {
        ...rest,
        execArgv: execArgv === process.execArgv ? 'that of the process' : execArgv,
        exec: exec === 'x.js',
      });
      report('keys', Object.keys(cluster.settings));
      report('new object', !seen.includes(cluster.settings) && cluster.settings !== settings);
      seen.push(cluster.settings);
    }
    cluster.settings = { args: ['set by hand'] };
    cluster.setupPrimary({ execArgv: [] });
    report('by hand', { ...cluster.settings, exec: cluster.settings.exec === process.argv[1] });
  });
  assert.deepEqual(tested, builtin);
});

test('a later call changes later workers only', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      report('args', process.argv.slice(2));
      return cluster.worker.disconnect();
    }
    cluster.setupMaster({ args: ['--use', 'https'], silent: true });
    const first = cluster.fork();
    cluster.setupMaster({ args: ['--use', 'http'] });
    report('silent', [first.process.stdout !== null, cluster.settings.silent]);
    first.on('exit', () => report('second silent', cluster.fork().process.stdout !== null));
  });
  // The first worker may report before the primary does.
  const byName = (reports) => [...reports].sort(([a], [b]) => a.localeCompare(b));
  assert.deepEqual(byName(tested), byName(builtin));
});
