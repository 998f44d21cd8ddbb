'use strict';

// Proves that fork() uses what child_process.fork is when the program asks for cluster, as the built-in does: tools that start
// workers in their own way, or want to hear of them, replace it in a preload or at the top of a program.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { before, after, test } = require('node:test');
const { run, REGISTER } = require('../support/run.js');

let folder;
let patch;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-patch-'));
  patch = path.join(folder, 'patch.js');
  fs.writeFileSync(
    patch,
    `const childProcess = require('node:child_process');
    const { fork } = childProcess;
    childProcess.fork = function (...args) {
      globalThis.heard = true;
      return fork.apply(this, args);
    };`,
  );
});
after(() => fs.rmSync(folder, { recursive: true }));

/** Patches where it is told to, forks, and says whether the patch has heard of it. */
function program(report) {
  const { NAME = 'node:cluster', PATCH, WHEN } = process.env;
  if (WHEN === 'before the program asks') require(PATCH);
  const cluster = require(NAME);
  if (WHEN === 'after') require(PATCH);
  if (cluster.isWorker) process.exit();
  cluster
    .fork()
    .once('exit', (code) => report('heard', { heard: globalThis.heard ?? false, code }));
}

async function heard(t, options) {
  const running = run(t, program, {
    ...options,
    env: { ...options.env, PATCH: patch },
    install: true,
  });
  const result = await running.next('heard');
  await running.success();
  assert.equal(result.code, 0);
  return result.heard;
}

test('a preload behind the one of gocluster', async (t) => {
  assert.equal(await heard(t, { nodeArgs: [], preload: ['-r', REGISTER, '-r', patch] }), true);
});

test('a preload before the one of gocluster', async (t) => {
  assert.equal(await heard(t, { preload: ['-r', patch, '-r', REGISTER] }), true);
});

test('before the program asks for cluster', async (t) => {
  assert.equal(await heard(t, { env: { WHEN: 'before the program asks' } }), true);
});

for (const NAME of ['gocluster', 'node:cluster']) {
  test(`after the program has asked for ${NAME}`, async (t) => {
    const preload = NAME === 'gocluster' ? [] : undefined; // the built-in has no other name
    assert.equal(
      await heard(t, { ...(preload && { preload }), env: { WHEN: 'after', NAME } }),
      false,
    );
  });
}

test("from then on require() is Node's own", async (t) => {
  const running = run(t, (report) => {
    const Module = require('node:module');
    require('node:cluster');
    report('name', Module._load.name);
  });
  assert.notEqual(await running.next('name'), 'loadAndListen');
  await running.success();
});
