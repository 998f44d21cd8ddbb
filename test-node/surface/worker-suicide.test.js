'use strict';

// worker.suicide is an alias of exitedAfterDisconnect, on both sides, with one deprecation warning
// (DEP0007) at its first use and none before.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

test('suicide: value and warning', { skip: GOCLUSTER_ONLY }, async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const side = cluster.isPrimary ? 'primary' : 'worker';
    const worker = cluster.isPrimary ? cluster.fork() : cluster.worker;
    process.on('warning', ({ name, code }) => report(`${side} warning`, [name, code]));
    report(`${side} own`, Object.hasOwn(worker, 'suicide'));
    const use = () => {
      report(`${side} not yet used`);
      report(`${side} before`, worker.suicide);
      worker.suicide = true;
      report(`${side} set`, worker.exitedAfterDisconnect);
      worker.exitedAfterDisconnect = undefined;
      report(`${side} after`, worker.suicide);
      if (cluster.isPrimary) worker.send('your turn');
      else worker.disconnect();
    };
    if (cluster.isPrimary) {
      setImmediate(use);
      worker.on('exit', () => report('exit', worker.suicide));
    } else process.once('message', use);
  });
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  for (const side of ['primary', 'worker']) {
    assert.deepEqual(program.all(`${side} before`), ['[undefined]']);
    assert.deepEqual(program.all(`${side} set`), [true]);
    assert.deepEqual(program.all(`${side} after`), ['[undefined]']);
    assert.deepEqual(program.all(`${side} warning`), [['DeprecationWarning', 'DEP0007']]);
    assert.deepEqual(program.all(`${side} own`), [false]);
    const names = program.reports.map(({ name }) => name);
    assert.ok(names.indexOf(`${side} not yet used`) < names.indexOf(`${side} warning`));
  }
  assert.deepEqual(program.all('exit'), [true]);
  assert.equal(program.stderr.match(/DEP0007/g).length, 2);
});
