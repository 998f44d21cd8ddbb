'use strict';
// The handler of SIGCHLD runs on the alternate stack as soon as the core is loaded, and that stays so
// however many children come and go: Go receives this signal on its own threads.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { constants } = require('node:os');
const path = require('node:path');
const { cannotCompile, compile } = require('../support/compile.js');
const { start } = require('../listening/remote/start.js');
const { folder } = require('../listening/remote/clients.js');
const { THREADS_ONLY } = require('./threads.js');

const SA_ONSTACK = 0x08000000;
const SA_RESTART = 0x10000000;

const skip = THREADS_ONLY || cannotCompile;

const flagsOf = (context, addon, signal) => require(addon).flagsOf(signal);

/** Lets `count` children run, one after the other. */
const children = async (context, count) => {
  const { spawn } = require('node:child_process');
  for (let i = 0; i < count; i++) {
    await new Promise((resolve, reject) => {
      spawn('/bin/true').once('exit', resolve).once('error', reject);
    });
  }
};

test('SIGCHLD keeps SA_ONSTACK', { skip }, async (t) => {
  const addon = compile(path.join(__dirname, 'sigaction.c'), folder(t));
  const cluster = await start(t);
  const flags = () => cluster.primary.run(flagsOf, addon, constants.signals.SIGCHLD);
  const assertFlags = async (when) => {
    const now = await flags();
    assert.ok(now & SA_ONSTACK, `SA_ONSTACK ${when}`);
    assert.ok(now & SA_RESTART, `SA_RESTART ${when}`);
  };

  const worker = await cluster.fork();
  await assertFlags('after the first fork');
  await cluster.primary.run(children, 20);
  await assertFlags('after other children');

  worker.kill('SIGKILL');
  await worker.exited;
  await assertFlags('without any child');
  await cluster.primary.run(() => {
    process.on('SIGCHLD', () => {});
    process.removeAllListeners('SIGCHLD');
  });
  await assertFlags('after the program watched SIGCHLD itself');
  await cluster.fork();
  await cluster.primary.run(children, 20);
  await assertFlags('after the next fork');
});
