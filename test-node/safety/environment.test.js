'use strict';
// What a worker, the primary, or a child of theirs starts finds nothing of the cluster's in its
// environment, however it is started, and the program's own NODE_OPTIONS as they are.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

const OPTIONS = '--stack-trace-limit=17 --no-warnings';

function program(report) {
  const cluster = require('node:cluster');
  const { exec, execFile, fork, spawn } = require('node:child_process');
  const { Worker } = require('node:worker_threads');
  const code = 'process.stdout.write(JSON.stringify(process.env))';
  const say = (where, env) => {
    const marks = Object.entries(env).filter(
      ([name, value]) =>
        /GOCLUSTER_(?!CORE)|NODE_UNIQUE_ID|NODE_CHANNEL/.test(name) ||
        /lib.register[.]js/.test(value),
    );
    report(where, { marks, options: env.NODE_OPTIONS });
  };
  if (process.argv[2] === 'forked') {
    process.send(process.env);
    return process.disconnect();
  }
  const node = process.execPath;
  const look = async (where) => {
    const text = (start) =>
      new Promise((resolve) => start((error, said) => resolve(JSON.parse(said))));
    say(`${where} execFile`, await text((done) => execFile(node, ['-e', code], done)));
    say(`${where} exec`, await text((done) => exec(`"${node}" -e '${code}'`, done)));
    const spawned = await new Promise((resolve) => {
      let said = '';
      const child = spawn(node, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.on('data', (data) => (said += data)).on('end', () => resolve(JSON.parse(said)));
    });
    say(`${where} spawn`, spawned);
    const child = fork(__filename, ['forked'], { execArgv: [] });
    // Node itself takes its variables out before the program runs.
    say(`${where} fork`, await new Promise((resolve) => child.on('message', resolve)));
    const thread = new Worker(
      'require("node:worker_threads").parentPort.postMessage({ ...process.env })',
      { eval: true },
    );
    say(`${where} thread`, await new Promise((resolve) => thread.on('message', resolve)));
  };
  (async () => {
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      await new Promise((resolve) => worker.on('online', resolve));
      await look('primary');
      worker.send('look');
    } else {
      await new Promise((resolve) => process.once('message', resolve));
      say('worker', process.env);
      await look('worker');
      cluster.worker.disconnect();
    }
  })();
}

test('nothing of the cluster is in the environment of a child', async (t) => {
  const env = { NODE_OPTIONS: OPTIONS };
  const { builtin, tested } = await both(t, program, { env });
  assert.deepEqual(tested, builtin);
  assert.equal(tested.length, 11);
  for (const [where, said] of tested)
    assert.deepEqual(said, { marks: [], options: OPTIONS }, where);
});
