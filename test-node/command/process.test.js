'use strict';

// Proves that the process of the command is that of the script: exit code, signals, streams, terminal.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { CLI, GOCLUSTER_ONLY } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { runCommand } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;

test('gocluster in both roles, and nothing of it to be seen', { skip }, async (t) => {
  const running = runCommand(t, (report) => {
    const cluster = require('node:cluster');
    report('in place', 'suicide' in cluster.Worker.prototype);
    report('trace', [process.execArgv, process.env.NODE_OPTIONS ?? null]);
    report('pid', process.pid);
    if (cluster.isPrimary) cluster.fork();
    else cluster.worker.disconnect();
  });
  await running.success();
  assert.deepEqual(running.all('in place'), [true, true]);
  assert.deepEqual(running.all('trace'), Array(2).fill([[], process.env.NODE_OPTIONS ?? null]));
  assert.equal(running.all('pid')[0], running.child.pid);
});

test('worker_threads and ordinary children of the script', { skip }, async (t) => {
  const running = runCommand(t, (report) => {
    const { execFileSync } = require('node:child_process');
    const { Worker } = require('node:worker_threads');
    const SEEN = `[process.execArgv, process.env.NODE_OPTIONS ?? null]`;
    report('child', JSON.parse(execFileSync(process.execPath, ['-p', `JSON.stringify(${SEEN})`])));
    const code = `require('node:worker_threads').parentPort.postMessage(${SEEN})`;
    new Worker(code, { eval: true }).on('message', (seen) => report('thread', seen));
  });
  await running.success();
  const options = process.env.NODE_OPTIONS ?? null;
  assert.deepEqual(running.all('child')[0][1], options);
  assert.deepEqual(running.all('thread'), [[[], options]]);
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

for (const signal of ['SIGTERM', 'SIGINT', 'SIGABRT', 'SIGKILL']) {
  test(`the script's death by ${signal}`, { skip }, async (t) => {
    const running = runCommand(
      t,
      () => {
        process.kill(process.pid, process.argv[2]);
        setInterval(() => {}, 1000);
      },
      { args: [signal] },
    );
    assert.deepEqual(await running.end(), { code: null, signal });
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH', 'SIGCONT']) {
  test(`${signal} reaches the script, once`, { skip }, async (t) => {
    const running = runCommand(
      t,
      (report) => {
        process.on(process.argv[2], (name) => {
          report('signal', name);
          setImmediate(() => process.exit(3));
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

for (const signal of ['SIGTERM', 'SIGKILL']) {
  test(`no worker outlives a command that is ended by ${signal}`, { skip }, async (t) => {
    const running = runCommand(t, (report) => {
      const cluster = require('node:cluster');
      setInterval(() => {}, 1000);
      if (cluster.isPrimary) cluster.fork().on('online', () => report('ready'));
    });
    await running.next('ready');
    running.kill(signal);
    assert.deepEqual(await running.exit(), { code: null, signal });
    await running.gone();
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

test('further descriptors are closed, as node closes them', { skip }, async (t) => {
  const running = runCommand(t, (report) => {
    const fs = require('node:fs');
    const open = fs.readdirSync('/proc/self/fd').map((fd) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    });
    report(
      'gocluster',
      open.filter((name) => name.includes('gocluster.node')),
    );
    report('count', open.length);
  });
  await running.success();
  const plain = spawnSync(process.execPath, ['-p', `fs.readdirSync('/proc/self/fd').length`]);
  assert.deepEqual(running.all('gocluster'), [[]]);
  assert.ok(running.all('count')[0] <= Number(plain.stdout) + 1, `${running.all('count')[0]}`);
});

const noScript =
  spawnSync('script', ['--version']).error &&
  'there is no "script" (bsdutils), which makes a terminal';

test('a terminal: its width, and Ctrl-C once', { skip: skip || noScript }, async (t) => {
  const code = `
    let count = 0;
    process.on('SIGINT', () => setTimeout(() => { console.log('interrupts ' + count); process.exit(5); }, count++ ? 0 : 300));
    console.log(['terminal', process.stdin.isTTY, process.stdout.isTTY, process.stdout.columns].join(' '));
    setInterval(() => {}, 1000);`.replace(/\s*\n\s*/g, ' ');
  const quoted = [process.execPath, CLI, '--no-warnings', '-e', code].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const child = spawn('script', ['-qefc', `stty cols 100; exec ${quoted.join(' ')}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  let exit = null;
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.on('close', (status) => (exit = status));
  await until(
    () => output.includes('terminal'),
    () => `the script's word: ${output}`,
  );
  assert.match(output, /terminal true true 100/);
  child.stdin.write('\x03');
  await until(
    () => exit !== null,
    () => `the end of the script: ${output}`,
  );
  assert.match(output, /interrupts 1\b/);
  assert.equal(exit, 5);
});
