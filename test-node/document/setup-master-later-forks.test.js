'use strict';

// setupMaster() changes what later forks run, and leaves running workers alone.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    process.on('message', () => {
      process.send(process.argv[2], () => cluster.worker.disconnect());
    });
    return;
  }
  cluster.setupMaster({ args: ['before'] });
  const first = cluster.fork();
  cluster.setupMaster({ args: ['after'] });
  const second = cluster.fork();
  first.on('message', (message) => {
    report('first', message);
    second.send('which?');
  });
  second.on('message', (message) => report('second', message));
  first.send('which?');
}

test('only later forks change', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['first', 'before'],
    ['second', 'after'],
  ]);
});
