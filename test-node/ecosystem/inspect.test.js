'use strict';

// A program under --inspect=0: a debugger finds the primary and every worker, each under a port of its own, and a
// program that was stopped in the debugger goes on.

const assert = require('node:assert/strict');
const { WebSocket } = require('ws');
const { requestJson } = require('./client');
const { assertSide, nodeArgs, sameOnBoth, start } = require('./sides');

const DEADLINE_MS = 300_000;

/** Asks one process through its inspector to evaluate an expression. */
function evaluate(url, expression) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: DEADLINE_MS });
    const timer = setTimeout(() => {
      socket.terminate();
      reject(new Error(`no answer from the inspector within ${DEADLINE_MS} ms`));
    }, DEADLINE_MS);
    socket.on('error', reject);
    socket.on('open', () => {
      const params = { expression, returnByValue: true, includeCommandLineAPI: true };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    });
    socket.on('message', (text) => {
      const { id, result } = JSON.parse(text);
      if (id !== 1) return;
      clearTimeout(timer);
      socket.close();
      socket.once('close', () => resolve(result.result.value));
    });
  });
}

/** An inspector's address without what differs from run to run. */
const plain = (text) => text.replace(/:\d+\/[0-9a-f-]{36}$/, ':PORT/ID');

sameOnBoth('--inspect=0 opens an inspector in every process', {}, async (side, t) => {
  const program = start(t, side, 'inspected.js', { nodeArgs: ['--inspect=0'] });
  const { port, url, settings } = await program.line('ready');
  assertSide(side, program);

  const workers = new Map();
  while (workers.size < 2) {
    const { body } = await requestJson(`http://127.0.0.1:${port}/`);
    workers.set(body.id, body);
  }
  const answers = [...workers.values()].sort((a, b) => a.id - b.id);
  const urls = [url, ...answers.map((worker) => worker.url)];
  assert.equal(new Set(urls.map((text) => new URL(text).port)).size, 3, 'three ports');

  const script = `[require('cluster').isPrimary, require('cluster').worker?.id ?? 0]`;
  const evaluated = [];
  for (const each of urls) evaluated.push(await evaluate(each, script));
  const { code, signal } = await program.end();
  const own = nodeArgs(side);
  // The preload stands where the user wrote it, and nowhere else.
  for (const list of [settings.execArgv, ...answers.map(({ execArgv }) => execArgv)]) {
    assert.deepEqual(list.splice(0, own.length), own);
  }
  const { execArgv } = settings;
  return {
    urls: urls.map(plain),
    evaluated,
    execArgv,
    workers: answers.map((worker) => ({ ...worker, url: null })),
    stderr: program.stderr
      .replace(/:\d+\/[0-9a-f-]{36}/g, ':PORT/ID')
      .split('\n')
      // Said by a process that ends before its inspector has seen the debugger leave.
      .filter((line) => line !== 'Waiting for the debugger to disconnect...')
      .sort(),
    exit: [code, signal],
  };
});
