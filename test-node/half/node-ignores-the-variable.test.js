'use strict';

// Where Node reads no NODE_OPTIONS, or where a file of options would be passed over because of it, workers have their half
// all the same, and see of it no more than elsewhere.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { obstacle } = require('../support/another_user.js');
const { run, REGISTER, GOCLUSTER_ONLY, BUILTIN } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');
const { program, assertServed } = require('./serves.js');

const NOBODY = 65534;
const [major] = process.versions.node.split('.').map(Number);

/** Who runs it, and what is expected, is the same under the built-in. */
async function serves(t, options) {
  const running = run(t, program, options);
  await running.end();
  assertServed(assert, running, []);
  return running;
}

test('an effective user who is not the real one', { skip: obstacle() }, async (t) => {
  const running = await serves(t, { env: { EUID: `${NOBODY}`, NODE_OPTIONS: '--no-warnings' } });
  for (const { options } of running.all('worker')) assert.equal(options, '--no-warnings');
});

/** A node with a capability, or null where there is no such thing here. */
function capableNode(t) {
  const node = path.join(folder(t), 'node');
  fs.copyFileSync(process.execPath, node);
  fs.chmodSync(path.dirname(node), 0o755);
  const { status } = spawnSync('setcap', ['cap_net_raw=+ep', node]);
  if (status === 0) return node;
  t.skip('setcap does not work here');
  return null;
}

test('a node with a capability of its file', { skip: obstacle() }, async (t) => {
  const command = capableNode(t);
  if (command === null) return;
  const running = await serves(t, { command, uid: NOBODY, gid: NOBODY });
  const execArgv = BUILTIN ? [] : ['-r', REGISTER];
  for (const worker of running.all('worker')) assert.deepEqual(worker.execArgv, execArgv);
});

test("root's node with a capability, workers of another user", { skip: obstacle() }, async (t) => {
  const command = capableNode(t);
  const SETTINGS = JSON.stringify({ uid: NOBODY, gid: NOBODY });
  if (command !== null) await serves(t, { command, env: { SETTINGS } });
});

const FILES = [
  ['--env-file', 'NODE_OPTIONS="--stack-trace-limit=7"\n', major >= 20],
  [
    '--experimental-config-file',
    JSON.stringify({ nodeOptions: { 'stack-trace-limit': 7 } }),
    major >= 24,
  ],
];

for (const [option, text, there] of FILES) {
  test(`a worker with ${option}`, { skip: !there && 'this Node has no such option' }, async (t) => {
    const file = path.join(folder(t), 'options');
    fs.writeFileSync(file, text);
    const limits = (report) => {
      const cluster = require('node:cluster');
      const { Worker, isMainThread } = require('node:worker_threads');
      const { execArgv, env } = process;
      if (cluster.isPrimary && isMainThread) {
        cluster.setupPrimary({ execArgv: [`${env.OPTION}`] });
        const worker = cluster.fork();
        report('arguments', worker.process.spawnargs.slice(1, -1));
        return;
      }
      report(isMainThread ? 'worker' : 'thread', [Error.stackTraceLimit, execArgv]);
      if (!isMainThread) return;
      new Worker(__filename).on('exit', () => cluster.worker.disconnect());
    };
    const argument = `${option}=${file}`;
    const env = { OPTION: argument, NODE_OPTIONS: undefined };
    const running = run(t, limits, { env });
    await running.end();
    assert.deepEqual(running.all('worker'), [[7, [argument]]], running.stderr);
    assert.deepEqual(running.all('thread'), [[7, [argument]]], running.stderr);
    assert.deepEqual(running.all('arguments'), [[argument]]);
  });
}

test('another program in the place of process.execPath', { skip: GOCLUSTER_ONLY }, async (t) => {
  // It drops the environment's NODE_OPTIONS, as many a wrapper does.
  const node = path.join(folder(t), 'node');
  fs.writeFileSync(node, `#!/bin/sh\nunset NODE_OPTIONS\nexec '${process.execPath}' "$@"\n`, {
    mode: 0o755,
  });
  const change = (report) => {
    process.execPath = process.env.WRAPPER;
    const { program: serve } = require(process.env.SERVES);
    serve(report);
  };
  const changed = run(t, change, {
    env: { WRAPPER: node, SERVES: path.join(__dirname, 'serves.js') },
  });
  await changed.end();
  assertServed(assert, changed, []);
  // Another runtime may have such an argument, and mean something else by it.
  for (const words of changed.all('arguments')) assert.doesNotMatch(`${words}`, /preload\.js/);
});
