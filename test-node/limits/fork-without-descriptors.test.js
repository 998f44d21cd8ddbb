'use strict';
// cluster.fork() in a primary that is out of descriptors is the worker's 'error' event, as under the
// built-in, also where it is the first one, which loads the core. Nothing is thrown, and when there are
// descriptors again the next fork works.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both, GOCLUSTER_ONLY } = require('../support/run.js');
const { withDescriptors } = require('./shortage.js');

const LIMIT = 100;

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  if (cluster.isWorker) {
    return process.once('message', () => cluster.worker.disconnect());
  }
  const taken = [];
  let spare = fs.openSync('/dev/null'); // report() needs one
  const say = (...args) => {
    fs.closeSync(spare);
    insist(() => report(...args));
    spare = insist(() => fs.openSync('/dev/null'));
  };
  // The core looks now and then how many descriptors there are, and takes the last one for a moment.
  function insist(act) {
    for (;;) {
      try {
        return act();
      } catch (error) {
        if (error.code !== 'EMFILE') throw error;
      }
    }
  }
  const first = process.argv[2] === 'later' && cluster.fork();
  if (first) first.once('online', attempt);
  else attempt();

  function attempt() {
    try {
      for (;;) taken.push(fs.openSync('/dev/null'));
    } catch (error) {
      say('full', error.code);
    }
    for (let i = 0; i < +process.argv[3]; i++) fs.closeSync(taken.pop());
    for (const name of ['fork', 'online', 'disconnect', 'exit']) {
      cluster.on(name, (worker) => worker === failed && say(`cluster '${name}'`));
      // 'exit' and the like of the others are not what this is about.
    }
    const failed = cluster.fork();
    const { pid } = failed.process;
    failed.on('error', ({ message, code, errno, syscall, path, spawnargs }) => {
      say("worker 'error'", { message, code, errno, syscall, path, last: spawnargs.at(-1) });
      say('failed', {
        pid,
        isDead: failed.isDead(),
        isConnected: Boolean(failed.isConnected()),
        listed: failed.id in cluster.workers,
      });
      for (const fd of taken) fs.closeSync(fd);
      cluster.fork().on('online', function () {
        say('the next one is online');
        this.send('end');
        if (first) first.send('end');
      });
    });
  }
}

const NONE = 0;
const NOT_ENOUGH = 3; // enough for the channel of a worker, and not for starting a process
for (const when of ['first', 'later']) {
  for (const spared of [NONE, NOT_ENOUGH]) {
    test(`the ${when} fork, with ${spared} descriptors left`, async (t) => {
      const options = { command: withDescriptors(t, LIMIT), args: [when, spared] };
      const { builtin, tested } = await both(t, program, options);
      assert.deepEqual(tested, builtin);
      const { code, syscall } = Object.fromEntries(tested)["worker 'error'"];
      assert.deepEqual({ code, syscall }, { code: 'EMFILE', syscall: `spawn ${process.execPath}` });
    });
  }
}

test('killing a worker that was never born kills nobody', { skip: GOCLUSTER_ONLY }, async (t) => {
  const running = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      const fs = require('node:fs');
      const taken = [];
      try {
        for (;;) taken.push(fs.openSync('/dev/null'));
      } catch {
        const worker = cluster.fork();
        worker.kill();
        worker.on('error', () => {
          worker.kill();
          worker.disconnect();
          for (const fd of taken) fs.closeSync(fd);
          report('alive');
        });
      }
    },
    { command: withDescriptors(t, LIMIT) },
  );
  await running.success();
  assert.deepEqual(running.all('alive'), [null]);
});

test('wherever loading the core runs out of descriptors', async (t) => {
  const command = withDescriptors(t, LIMIT);
  let online = 0;
  const LAST = 32; // enough for all
  for (let spared = 4; spared <= LAST; spared += 2) {
    const running = run(
      t,
      (report) => {
        const cluster = require('node:cluster');
        const fs = require('node:fs');
        if (cluster.isWorker) return cluster.worker.disconnect();
        report('start');
        const taken = [];
        try {
          for (;;) taken.push(fs.openSync('/dev/null'));
        } catch {
          for (let i = 0; i < +process.argv[2]; i++) fs.closeSync(taken.pop());
        }
        const end = (name, code) => {
          for (const fd of taken) fs.closeSync(fd);
          report(name, code);
        };
        const worker = cluster.fork();
        worker.on('error', ({ code }) => end('error', code));
        worker.on('exit', (code) => end('exit', code));
      },
      { command, args: [spared] },
    );
    await running.success();
    const [, [name, value]] = running.reports.map((report) => [report.name, report.value]);
    assert.deepEqual([name, value], name === 'exit' ? ['exit', 0] : ['error', 'EMFILE']);
    if (name === 'exit') online++;
  }
  assert.ok(online > 0, 'with enough of them the worker starts');
});
