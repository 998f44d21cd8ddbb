'use strict';

// uid and gid are those of the worker process.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    report(process.getuid(), process.getgid());
    return cluster.worker.disconnect();
  }
  cluster.setupMaster({ uid: 65534, gid: 65533 });
  cluster.fork();
}

const skip = process.getuid?.() !== 0 && 'only root can give a process another identity';
// A worker without rights must still be able to read what it runs.
const readable = (() => {
  for (let dir = __dirname; ; dir = path.dirname(dir)) {
    if ((fs.statSync(dir).mode & 0o005) !== 0o005) return false;
    if (dir === path.dirname(dir)) return true;
  }
})();

test(
  'the identity of a worker',
  { skip: skip || (!readable && 'others may not read this tree, so such a worker cannot start') },
  async (t) => {
    const { reports } = await run(t, program);
    assert.deepEqual(reports, [[65534, 65533]]);
  },
);
