'use strict';

// Proves that a service outlives what it writes to: a full disk, and a pipe that nobody reads any more.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { Service } = require('./service.js');

const app = () => {
  console.error('at the start');
  require('node:http').createServer().listen(0);
};

/** Its workers are replaced, and each writes as well as the supervisor. */
async function serves(service) {
  const ask = (...words) => service.ask(...words, '--name', 'shop');
  await until(async () => (await ask('status')).stdout.includes('ready'), 'a ready worker');
  const { code, stdout, stderr } = await ask('reload');
  assert.deepEqual([code, stdout], [0, 'reloaded: 1 replaced\n'], stderr);
  assert.equal((await ask('stop')).code, 0);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
}

const options = ['-w', '1', '-n', 'shop'];

test('a full disk', { skip: !fs.existsSync('/dev/full') }, async (t) => {
  const full = fs.openSync('/dev/full', 'w');
  t.after(() => fs.closeSync(full));
  await serves(new Service(t, app, { options, stdio: ['ignore', full, full] }));
});

test('a pipe that nobody reads', async (t) => {
  const service = new Service(t, app, { options });
  for (const stream of [service.program.child.stdout, service.program.child.stderr])
    stream.destroy();
  await serves(service);
});
