'use strict';
// The user, or the container, has all the processes and threads that it may have. cluster.fork() is then
// the worker's 'error' event, as under the built-in, also where it is the first one, which needs threads
// for the core. A running cluster goes on: the Go runtime would abort the process for want of a thread.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { obstacle, someUser } = require('../support/another_user.js');
const { until } = require('../support/deadline.js');
const { both } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, ask, burst, folder } = require('../listening/remote/clients.js');
const { through } = require('./shortage.js');

const noTool = spawnSync('prlimit', ['--version']).error && 'needs prlimit: install util-linux';
const anywhere = { port: 0, host: '127.0.0.1' };
const skip = obstacle() || noTool;

function program(report) {
  const cluster = require('node:cluster');
  const { spawn } = require('node:child_process');
  if (cluster.isWorker) return process.once('message', () => cluster.worker.disconnect());
  // Both are processes that run already when the limit comes. The last becomes prlimit in its place.
  const atWord = (limit) =>
    spawn('sh', ['-c', `read word; exec prlimit --pid ${process.pid} --nproc=${limit}:`], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
  const commands = { none: atWord(1), many: atWord(4096) };
  const say = (name, then) => commands[name].once('exit', then).stdin.end('\n');
  const first = process.argv[2] === 'later' && cluster.fork();
  if (first) first.once('online', attempt);
  else attempt();

  function attempt() {
    say('none', () => {
      for (const name of ['fork', 'online', 'disconnect', 'exit']) {
        cluster.on(name, (worker) => worker === failed && report(`cluster '${name}'`));
      }
      const failed = cluster.fork();
      report('pid', failed.process.pid);
      failed.on('exit', (...args) => report("worker 'exit'", args));
      failed.on('error', ({ message, code, errno, syscall }) => {
        report("worker 'error'", { message, code, errno, syscall });
        say('many', () =>
          cluster.fork().on('online', function () {
            report('the next one is online');
            this.send('end');
            if (first) first.send('end');
          }),
        );
      });
    });
  }
}

for (const when of ['first', 'later']) {
  test(`the ${when} fork without a free process`, { skip }, async (t) => {
    const uid = someUser();
    const { builtin, tested } = await both(t, program, { uid, gid: uid, args: [when] });
    assert.deepEqual(tested, builtin);
    assert.equal(Object.fromEntries(tested)["worker 'error'"].code, 'EAGAIN');
  });
}

test('wherever loading the core runs out of threads', { skip }, async (t) => {
  const outcomes = new Set();
  for (let limit = 8; limit <= 32; limit += 2) {
    const uid = someUser();
    const execPath = through(t, `exec prlimit --nproc=${limit} '${process.execPath}' "$@"`);
    const cluster = await start(t, { uid, gid: uid, cwd: '/', execPath });
    // Of the worker itself nothing is asked: Node's own threads may not find a place.
    const outcome = await cluster.primary.run(({ cluster }) => {
      const worker = cluster.fork();
      return new Promise((resolve) => {
        worker.on('error', ({ code }) => resolve(code));
        worker.on('exit', () => resolve('started'));
        worker.process.kill('SIGKILL');
      });
    });
    outcomes.add(outcome);
    assert.equal(await cluster.primary.run(() => 'alive'), 'alive');
  }
  // The built-in, which needs fewer, stays where the core's and a worker's cannot be had.
  assert.deepEqual(outcomes, new Set(['started']));
});

test('a cluster that runs goes on without another thread', { skip }, async (t) => {
  const uid = someUser();
  const cluster = await start(t, { workers: 2, uid, gid: uid, cwd: '/' });
  const [first, second] = cluster.workers;
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const limit = (count) => {
    // The soft limit, set by the user's own hand: root may be without the right to.
    const args = ['--pid', cluster.primary.pid, `--nproc=${count}:`];
    const { status, stderr } = spawnSync('prlimit', args, { uid, gid: uid, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  limit(1);
  const dir = folder(t);
  require('node:fs').chownSync(dir, uid, uid);
  // Each of these blocks a thread of the core in a system call for a moment.
  for (let i = 0; i < 50; i++) {
    const name = `server${i}`;
    await second.run(listen, { path: path.join(dir, name) }, name);
    assert.equal(await ask({ path: path.join(dir, name) }), second.pid);
  }
  assert.equal((await burst(500, port)).length, 500);
  first.kill('SIGKILL');
  await first.exited;
  await until(async () => (await ask(port)) === second.pid, 'answers of the other worker');
  limit(4096);
  const third = await cluster.fork();
  await third.run(listen, anywhere);
  await allAnswer(port, [second, third]);
});
