'use strict';

// Proves that the line which tells that a service runs names its address, and the policy in force, whatever has set it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { BUILTIN } = require('../support/run.js');
const { Service } = require('./service.js');

const app = () => require('node:http').createServer().listen(0);

for (const [title, { options = [], env }, policy] of [
  ['by default', {}, 'rr'],
  ['of the environment', { env: { NODE_CLUSTER_SCHED_POLICY: 'none' } }, 'none'],
  ['of an option', { options: ['--sticky', 'address'] }, BUILTIN ? 'rr' : 'sticky'],
  [
    "of an option that Node's own cluster lacks",
    { options: ['--policy', 'least-connections'], env: { NODE_OPTIONS: '--no-addons' } },
    'rr',
  ],
]) {
  test(title, async (t) => {
    const service = new Service(t, app, { options: ['-w', '1', ...options], env });
    const { message } = await service.next('serving');
    assert.match(message, new RegExp(`, policy: ${policy}, `));
    service.program.kill('SIGTERM');
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  });
}

test('the address of a UDP service is no web page', async (t) => {
  const bind = () => require('node:dgram').createSocket('udp4').bind(0);
  const service = new Service(t, bind, { options: ['-w', '1'] });
  const { message } = await service.next('serving');
  assert.match(message, / on udp:\/\/localhost:\d+, /);
  service.program.kill('SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});
