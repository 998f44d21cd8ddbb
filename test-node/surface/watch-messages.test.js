'use strict';

// Proves that under --watch a worker tells its primary of the program's files that it loads, as under the built-in, and not of the
// package's: all come as messages to the program.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { run, ROOT } = require('../support/run.js');

/** What brings the others in is loaded before anything of gocluster's runs. */
const FIRST = path.join(ROOT, 'lib', 'preload.js');

test('a worker under --watch', async (t) => {
  const running = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      if (cluster.isWorker) return process.send('loaded', () => process.exit());
      cluster.fork().on('message', (message) => {
        if (message['watch:require']) report('file', message['watch:require'][0]);
      });
    },
    { env: { WATCH_REPORT_DEPENDENCIES: '1' } },
  );
  await running.success();
  const files = running.all('file').filter((file) => file !== null && file !== FIRST);
  const ours = files.filter((file) => file.startsWith(path.join(ROOT, 'lib')));
  const inherited = ['register.js', 'take_over.js'].map((name) => path.join(ROOT, 'lib', name));
  assert.deepEqual(
    ours.filter((file) => !inherited.includes(file)),
    [],
  );
  assert.ok(
    files.some((file) => file.endsWith('program.js')),
    files,
  );
});
