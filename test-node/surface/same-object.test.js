'use strict';

// There is one cluster object: every way to get at it gives the same one, in primary and worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

const SOURCE = `
import { createRequire } from 'node:module';
import bare from 'cluster';
import prefixed from 'node:cluster';
const require = createRequire(import.meta.url);
const ways = [bare, prefixed, require('cluster'), require('node:cluster'),
  process.mainModule?.require?.('cluster'), process.getBuiltinModule?.('cluster'),
  ...(process.env.WITH_PACKAGE ? [require('gocluster'), (await import('gocluster')).default] : [])];
report('same', ways.filter((way) => way !== undefined && way !== bare).length);
if (bare.isPrimary) bare.fork();
else bare.worker.disconnect();
`;

test('all ways to get the built-in module give one object', async (t) => {
  const program = run(t, SOURCE);
  await program.success();
  assert.deepEqual(program.all('same'), [0, 0]);
});

test(
  "require('gocluster') and import 'gocluster' give it too",
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const program = run(t, SOURCE, { install: true, env: { WITH_PACKAGE: '1' } });
    await program.success();
    assert.deepEqual(program.all('same'), [0, 0]);
  },
);
