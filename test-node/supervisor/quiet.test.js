'use strict';

// Proves that with --quiet the log has only warnings and errors, as JSON, too, and that workers' output is passed on nevertheless.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Service } = require('./service.js');

test('--quiet', async (t) => {
  const program = () => {
    require('node:http')
      .createServer()
      .listen(0, () => console.error('listens'));
  };
  const service = new Service(t, program, { options: ['-w', '1', '--quiet'] });
  assert.equal((await service.next('output')).text, 'listens');
  service.program.kill('SIGTERM');
  await service.program.end();
  assert.doesNotMatch(service.program.stderr, /"level":"(debug|info)"/);
});
