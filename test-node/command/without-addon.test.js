'use strict';

// Proves that the command works where the addon does not load, with node as its child: arguments, exit code, signals,
// messages of a parent.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { ROOT, GOCLUSTER_ONLY } = require('../support/run.js');
const { runCommand } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;
let root;
let cli;

/** A copy of the package that has not been built. */
before(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-unbuilt-'));
  for (const folder of ['lib', 'cli', 'supervisor']) {
    fs.cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
  }
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(root, 'package.json'));
  cli = path.join(root, 'cli/index.js');
});
after(() => fs.rmSync(root, { recursive: true }));

test('arguments, options and exit code', { skip }, async (t) => {
  const running = runCommand(
    t,
    (report) => {
      report('seen', [...process.argv.slice(2), ...process.execArgv, Error.stackTraceLimit]);
      report('options', process.env.NODE_OPTIONS ?? null);
      process.exit(42);
    },
    { cli, nodeArgs: ['--stack-trace-limit=7'], args: ['--one', '--', 'two'] },
  );
  assert.deepEqual(await running.end(), { code: 42, signal: null });
  assert.deepEqual(running.all('seen'), [['--one', '--', 'two', '--stack-trace-limit=7', 7]]);
  assert.deepEqual(running.all('options'), [process.env.NODE_OPTIONS ?? null]);
});

test("the script's death by a signal", { skip }, async (t) => {
  const running = runCommand(t, () => process.kill(process.pid, 'SIGTERM'), { cli });
  assert.deepEqual(await running.end(), { code: null, signal: 'SIGTERM' });
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2']) {
  test(`${signal} reaches the script`, { skip }, async (t) => {
    const running = runCommand(
      t,
      (report) => {
        process.on(process.argv[2], (name) => {
          report('signal', name);
          process.exit(3);
        });
        setInterval(() => {}, 1000);
        report('ready');
      },
      { cli, args: [signal] },
    );
    await running.next('ready');
    running.kill(signal);
    assert.deepEqual(await running.end(), { code: 3, signal: null });
    assert.deepEqual(running.all('signal'), [signal]);
  });
}

test('messages of a parent', { skip }, async (t) => {
  const running = runCommand(
    t,
    () => {
      process.on('message', (message) => {
        process.send({ echo: message });
        process.disconnect();
      });
    },
    { cli, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const answer = once(running.child, 'message');
  running.child.send('hello');
  assert.deepEqual((await answer)[0], { echo: 'hello' });
  await running.success();
});

test('fork says what is wrong', { skip }, async (t) => {
  const running = runCommand(t, () => require('node:cluster').fork(), { cli });
  assert.deepEqual(await running.end(), { code: 1, signal: null });
  assert.match(running.stderr, /ERR_CLUSTER_NATIVE/);
});
