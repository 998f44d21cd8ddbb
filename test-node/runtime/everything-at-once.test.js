'use strict';
// What the runtimes of Node and Go could disagree about, all in one primary at the same time: signals, children, traps of
// WebAssembly, a profiler, threads, garbage collection, and connections through the core. Nothing is lost.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');
const { startChildren, endChildren } = require('./children.js');
const { FIFTEEN, eachIsHandled, flood, handle } = require('./signals.js');

const ROUNDS = 1000;
const LANES = 1;

/** Starts what goes on until endTrouble(). */
const startTrouble = ({ state }) => {
  const { Worker } = require('node:worker_threads');
  const inspector = require('node:inspector');
  // (module (memory 1) (func (export "read") (param i32) (result i32) local.get 0 i32.load))
  const bytes = Buffer.from(
    '0061736d0100000001060160017f017f0302010005030100010708010472656164' +
      '00000a0901070020002802000b',
    'hex',
  );
  const { read } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const trouble = { go: true, traps: 0, threads: 0, collections: 0, wrong: [] };
  state.trouble = trouble;
  const session = new inspector.Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 100 });
  session.post('Profiler.start');

  const trap = () => {
    try {
      read(0x7fff0000);
      trouble.wrong.push('no trap');
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) trouble.traps++;
      else trouble.wrong.push(String(error));
    }
  };
  const inTurns = async () => {
    while (trouble.go) {
      for (let i = 0; i < 100; i++) trap();
      globalThis.gc();
      trouble.collections++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const threads = async () => {
    while (trouble.go) {
      trouble.threads++;
      await new Promise((resolve) => {
        const thread = new Worker('require("node:cluster"); setInterval(() => {}, 1)', {
          eval: true,
        });
        thread.on('online', () => thread.terminate());
        thread.on('error', (error) => trouble.wrong.push(String(error)));
        thread.on('exit', resolve);
      });
    }
  };
  trouble.done = Promise.all([inTurns(), threads()]).then(
    () =>
      new Promise((resolve) => {
        session.post('Profiler.stop', (error, result) => resolve(result.profile.samples.length));
      }),
  );
};

const endTrouble = async ({ state }) => {
  const { trouble } = state;
  trouble.go = false;
  const [samples] = await Promise.all([trouble.done]);
  const { traps, threads, collections, wrong } = trouble;
  return { traps, threads, collections, samples, wrong };
};

test('everything at once', async (t) => {
  const cluster = await start(t, { execArgv: ['--expose-gc'] });
  const { primary } = cluster;
  await primary.run(handle, 'before', FIFTEEN);
  for (let i = 0; i < 2; i++) await cluster.fork();
  await primary.run(handle, 'after', FIFTEEN);
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const clients = load(port);
  await primary.run(startChildren, LANES);
  await primary.run(startTrouble);
  await flood(primary, FIFTEEN, ROUNDS, () => clients.served(5));
  await eachIsHandled(primary, FIFTEEN, ['before', 'after']);
  const trouble = await primary.run(endTrouble);
  const children = await primary.run(endChildren);
  const connections = (await clients.stop()).length;
  t.diagnostic(
    JSON.stringify({ signals: ROUNDS * FIFTEEN.length, connections, children, trouble }),
  );
  assert.deepEqual([...children.wrong, ...trouble.wrong], []);
  for (const count of ['traps', 'threads', 'collections', 'samples']) {
    assert.ok(trouble[count] > 0, count);
  }
});
