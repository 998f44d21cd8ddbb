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
  require('gocluster'), (await import('gocluster')).default];
report('same', ways.filter((way) => way !== undefined && way !== bare).length);
if (bare.isPrimary) bare.fork();
else bare.worker.disconnect();
`;

test(
  'every way to get at it, require and import of gocluster too, gives one object',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const program = run(t, SOURCE, { install: true });
    await program.success();
    assert.deepEqual(program.all('same'), [0, 0]);
  },
);
