'use strict';
// A WebAssembly access out of bounds raises SIGSEGV, which V8 turns into a RuntimeError: also after
// the core, whose runtime wants that signal too, is loaded. In primary, its threads, and workers.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');

const TRAPS = 500;

/** Reads beyond its memory `count` times; tells how often that was a RuntimeError. */
const trap = (context, count) => {
  // (module (memory 1) (func (export "read") (param i32) (result i32) local.get 0 i32.load))
  const bytes = Buffer.from(
    '0061736d0100000001060160017f017f0302010005030100010708010472656164' +
      '00000a0901070020002802000b',
    'hex',
  );
  const { read } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  let caught = 0;
  for (let i = 0; i < count; i++) {
    try {
      read(0x7fff0000);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      caught++;
    }
  }
  return caught;
};

const trapInThread = (context, source, count) =>
  new Promise((resolve, reject) => {
    const { Worker } = require('node:worker_threads');
    const code = `require('node:worker_threads').parentPort.postMessage((${source})(null, ${count}))`;
    new Worker(code, { eval: true }).once('message', resolve).once('error', reject);
  });

test('out of bounds is a RuntimeError before and after the first fork', async (t) => {
  const cluster = await start(t);
  assert.equal(await cluster.primary.run(trap, TRAPS), TRAPS);
  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });

  const clients = load(port);
  for (let round = 0; round < 5; round++) {
    assert.equal(await cluster.primary.run(trap, TRAPS), TRAPS);
    assert.equal(await cluster.primary.run(trapInThread, String(trap), TRAPS), TRAPS);
    assert.deepEqual(await cluster.everywhere(trap, TRAPS), [TRAPS, TRAPS]);
    await clients.served(10);
  }
  await clients.stop();
});
