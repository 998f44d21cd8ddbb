'use strict';

// The gocluster command: `gocluster [node options] script [args]` is `node` with gocluster in place:
// process.argv, node's options, exit code, signals, standard streams, IPC to a parent.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { run, CLI, GOCLUSTER_ONLY } = require('../support/run.js');

const skip = GOCLUSTER_ONLY;

/** Runs as `node lib/cli.js [nodeArgs] program [args]`. */
function runCommand(t, program, options = {}) {
  return run(t, program, { ...options, nodeArgs: [CLI, ...(options.nodeArgs ?? [])], preload: [] });
}

test('argv, options and gocluster in both roles', { skip }, async (t) => {
  const running = runCommand(
    t,
    (report) => {
      const cluster = require('node:cluster');
      const { argv, argv0 } = process;
      report('argv', [argv[0] === process.execPath, argv[1] === __filename, ...argv.slice(2)]);
      report('argv0', argv0.endsWith('node'));
      report('limit', Error.stackTraceLimit);
      report('suicide', 'suicide' in cluster.Worker.prototype);
      if (cluster.isPrimary) cluster.fork();
      else cluster.worker.disconnect();
    },
    {
      nodeArgs: ['--stack-trace-limit=7', '--no-warnings'],
      args: ['one', '--two=2', '-r', '--', 'last arg'],
    },
  );
  await running.success();
  const args = [true, true, 'one', '--two=2', '-r', '--', 'last arg'];
  assert.deepEqual(running.all('argv'), [args, args]);
  assert.deepEqual(running.all('limit'), [7, 7]);
  assert.deepEqual(running.all('suicide'), [true, true]);
});

test('options of node with a value of their own', { skip }, async (t) => {
  const running = runCommand(
    t,
    (report) => report('env', [process.title, typeof globalThis.loaded, process.argv.length]),
    { nodeArgs: ['--title', 'shop', '-r', './report.cjs'], args: ['x'] },
  );
  await running.success();
  assert.deepEqual(running.all('env'), [['shop', 'undefined', 3]]);
});

test('exit code', { skip }, async (t) => {
  const running = runCommand(t, () => process.exit(42));
  assert.deepEqual(await running.end(), { code: 42, signal: null });
  const thrown = runCommand(t, () => {
    throw new Error('made up');
  });
  assert.deepEqual(await thrown.end(), { code: 1, signal: null });
  assert.match(thrown.stderr, /made up/);
});

test('death by a signal is passed on', { skip }, async (t) => {
  const running = runCommand(t, () => {
    process.kill(process.pid, 'SIGTERM');
    setInterval(() => {}, 1000);
  });
  const { code, signal } = await running.end();
  assert.ok(signal === 'SIGTERM' || code === 128 + 15, `code ${code}, signal ${signal}`);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2']) {
  test(`${signal} reaches the program`, { skip }, async (t) => {
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
      { args: [signal] },
    );
    await running.next('ready');
    running.kill(signal);
    assert.deepEqual(await running.end(), { code: 3, signal: null });
    assert.deepEqual(running.all('signal'), [signal]);
  });
}

test('standard streams', { skip }, async (t) => {
  const running = runCommand(
    t,
    () => {
      process.stdin.on('data', (chunk) => process.stdout.write(`got ${chunk}`));
      process.stdin.on('end', () => console.error('end'));
    },
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  running.child.stdin.end('input\n');
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.equal(running.stdout, 'got input\n');
  assert.equal(running.stderr, 'end\n');
});

test('IPC to a parent', { skip }, async (t) => {
  const running = runCommand(
    t,
    () => {
      process.on('message', (message) => {
        process.send({ echo: message });
        process.disconnect();
      });
    },
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const answer = new Promise((resolve) => running.child.once('message', resolve));
  running.child.send('hello');
  assert.deepEqual(await answer, { echo: 'hello' });
  await running.success();
});

test('the program does not outlive a killed command', { skip }, async (t) => {
  const running = runCommand(t, (report) => {
    const cluster = require('node:cluster');
    setInterval(() => {}, 1000);
    if (cluster.isPrimary) cluster.fork().on('online', () => report('ready'));
  });
  await running.next('ready');
  running.kill('SIGTERM');
  await running.exit();
  await running.gone();
});

test('wrong usage: exit code 2 and a sentence', { skip }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI], {
    encoding: 'utf8',
    input: '',
    timeout: 30_000,
  });
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /gocluster \[node options\] script/);
});

test('--version is that of the package', { skip }, () => {
  const { status, stdout } = spawnSync(process.execPath, [CLI, '--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(require('../../package.json').version.replaceAll('.', '\\.')));
});
