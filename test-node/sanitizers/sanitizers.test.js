'use strict';

// The addon makes no mistake that AddressSanitizer, UndefinedBehaviorSanitizer or LeakSanitizer finds, and they would find
// one.

const assert = require('node:assert/strict');
const path = require('node:path');
const { before, after, describe, test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { missing, build, compile, environment, reports } = require('./instrumented.js');

const skip = GOCLUSTER_ONLY || missing();

describe('under sanitizers', { skip }, () => {
  let built;
  let mistakes;
  before(() => {
    built = build();
    mistakes = path.join(path.dirname(built.addon), 'mistakes.node');
    compile([path.join(__dirname, 'mistakes.c')], mistakes);
  });
  after(() => built?.remove());

  test('a cluster, from fork to the end of its threads', async (t) => {
    const running = start(t, 'program.js', ['-r', built.register]);
    const end = await running.end();
    assert.deepEqual(reports(running.log, running.stderr), []);
    assert.deepEqual(end, { code: 0, signal: null }, running.stderr);
  });

  test('every call of the addon, rightly and wrongly', async (t) => {
    const running = start(t, 'addon-calls.js', [], { ADDON: built.addon });
    const end = await running.end();
    assert.deepEqual(reports(running.log, running.stderr), []);
    assert.deepEqual(end, { code: 0, signal: null }, running.stderr);
  });

  const MISTAKES = [
    'heap-buffer-overflow',
    'shift exponent',
    'leak of 8 byte',
    'heap-use-after-free',
  ];
  for (const [kind, report] of MISTAKES.entries()) {
    test(`a mistake is found: ${report}`, async (t) => {
      const running = start(t, 'mistake.js', [], { ADDON: mistakes, KIND: `${kind}` });
      await running.end();
      assert.match(reports(running.log, running.stderr).join('\n'), new RegExp(report));
    });
  }

  function start(t, name, preload, env) {
    const log = path.join(path.dirname(built.addon), `log-${name}-${env?.KIND ?? ''}`);
    const running = run(t, `../sanitizers/${name}`, {
      preload,
      env: { ...environment(log), ...env },
    });
    running.log = log;
    return running;
  }
});
