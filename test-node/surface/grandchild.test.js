'use strict';

// A process that a worker starts is no worker: it is a primary, its environment is the program's own,
// and it inherits no file descriptor that a child of a plain Node process would not.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { both, FIXTURES } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const { execFileSync, fork } = require('node:child_process');
  const net = require('node:net');
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    // By now the primary has all that it needs for a worker, so a leak would show.
    worker.on('listening', () => {
      lookAround('child of the primary');
      worker.send('look');
    });
    return;
  }
  net.createServer().listen(0, '127.0.0.1');
  process.on('message', () => {
    lookAround('child of a worker');
    const child = fork(process.argv[2], { execArgv: [] });
    child.on('message', (said) => report('forked child', said));
    child.on('exit', () => cluster.worker.disconnect());
  });

  function lookAround(name) {
    // A shell lists what it has inherited itself; ls would add the folder that it reads.
    const list = 'for fd in /proc/$$/fd/*; do if [ -e $fd ]; then readlink $fd; fi; done';
    const kinds = execFileSync('/bin/sh', ['-c', list], { encoding: 'utf8' }).trim().split('\n');
    report(`${name}: fds`, kinds.map((kind) => kind.replace(/\[\d+\]/, '')).sort());
    const text = execFileSync('/bin/sh', ['-c', 'env'], { encoding: 'utf8' });
    const ours = text
      .split('\n')
      .filter((line) => /GOCLUSTER_(?!CORE)|NODE_(UNIQUE|CHANNEL)/.test(line));
    report(`${name}: env`, ours);
  }
}

test('children of workers and of the primary inherit nothing', async (t) => {
  const { builtin, tested } = await both(t, program, {
    args: [path.join(FIXTURES, 'say-role.js')],
  });
  assert.deepEqual(tested, builtin);
  assert.deepEqual(Object.fromEntries(tested)['child of a worker: env'], []);
  assert.deepEqual(Object.fromEntries(tested)['child of the primary: env'], []);
  assert.deepEqual(Object.fromEntries(tested)['forked child'], {
    isPrimary: true,
    isWorker: false,
  });
});
