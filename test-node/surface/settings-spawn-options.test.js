'use strict';

// What reaches ChildProcess.spawn for a worker is what Node's own cluster passes on (windowsHide,
// uid, cwd, ...), but for how gocluster gets into the worker: its environment and one more fd.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('options handed to spawn', async (t) => {
  const { builtin, tested } = await both(
    t,
    (report) => {
      const { ChildProcess } = require('node:child_process');
      const { spawn } = ChildProcess.prototype;
      ChildProcess.prototype.spawn = function (options) {
        const { cwd, serialization, windowsHide, gid, uid, detached, file, args } = options;
        report('spawn', { cwd, serialization, windowsHide, gid, uid, detached });
        report('stdio', options.stdio.slice(0, 3));
        report('node', file === process.execPath);
        report('args', args.slice(-1));
        return Reflect.apply(spawn, this, [options]);
      };
      const cluster = require('node:cluster');
      if (cluster.isWorker) return cluster.worker.disconnect();
      cluster.setupPrimary({ args: ['last'] });
      cluster.fork().on('exit', () => {
        const { getuid, getgid } = process;
        cluster.setupPrimary({
          windowsHide: true,
          silent: true,
          cwd: process.cwd(),
          uid: getuid(),
          gid: getgid(),
          serialization: 'advanced',
          // Not settings of a cluster: not passed on.
          detached: true,
        });
        cluster.fork();
      });
    },
    { cwd: '/' },
  );
  assert.deepEqual(tested, builtin);
});
