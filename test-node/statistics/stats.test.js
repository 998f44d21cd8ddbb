'use strict';
// gocluster/stats: the primary sees core, listeners and workers, also while every worker is blocked; under Node's own cluster it sees
// what there is to see; what it counts never goes back, whoever goes.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { coresOf, ended, env: processEnv } = require('../process/core.js');

/** Milliseconds: what is promised, and how often it is tried on a machine that may be busy with something else. */
const PROMISED_MS = 50;
const TRIES = 20;

/** Two workers. One that gets "block" never comes back. The primary does what it is told on its standard input, a word a line. */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    require('gocluster/stats')
      .stats()
      .catch(({ code }) => report('in a worker', code));
    process.on('message', () => {
      process.send('blocked', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const { stats, watch } = require('gocluster/stats');
  const connect = (port) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.resume());
      socket.on('error', reject).on('close', resolve);
    });
  const listening = (worker) => new Promise((resolve) => worker.once('listening', resolve));
  let workers = [cluster.fork(), cluster.fork()];
  const acts = {
    async serve() {
      const [{ port }] = await (this.ready ??= Promise.all(workers.map(listening)));
      for (let i = 0; i < 8; i++) await connect(port);
      report('serve', await stats());
    },
    async replace() {
      const [old] = workers;
      const left = new Promise((resolve) => old.once('exit', resolve));
      old.process.kill('SIGKILL');
      await left;
      workers = [cluster.fork(), workers[1]];
      await listening(workers[0]);
      report('replace', await stats());
    },
    async block() {
      const blocked = workers.map(
        (worker) => new Promise((resolve) => worker.once('message', resolve)),
      );
      for (const worker of workers) worker.send('block');
      await Promise.all(blocked);
      const times = [];
      for (let i = 0; i < Number(process.argv[2]); i++) {
        const before = performance.now();
        await stats();
        times.push(performance.now() - before);
      }
      report('block', { times, stats: await stats() });
    },
    async watch() {
      const all = [Date.now()];
      for await (const each of watch({ interval: 20 })) if (all.push(each.time) === 4) break;
      const controller = new AbortController();
      for await (const each of watch({ signal: controller.signal }))
        all.push(each.time, controller.abort());
      const [one, two] = await Promise.all([stats(), stats()]);
      const codes = [
        null,
        { interval: '1' },
        { interval: 1 },
        { interval: NaN },
        { signal: 1 },
      ].map((options) => {
        try {
          return watch(options);
        } catch ({ name, code }) {
          return `${name} ${code}`;
        }
      });
      const frozen = (value) =>
        typeof value !== 'object' ||
        value === null ||
        (Object.isFrozen(value) && Object.values(value).every(frozen));
      report('watch', { times: all, isOne: one === two, isFrozen: frozen(one), codes });
    },
    end() {
      for (const { process: child } of workers) child.kill('SIGKILL');
      process.stdin.destroy();
    },
  };
  process.stdin.setEncoding('utf8').on('data', (text) => {
    for (const word of text.trim().split('\n')) acts[word]();
  });
}

function begin(t, options) {
  const primary = run(t, program, {
    ...options,
    args: [`${TRIES}`],
    install: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return {
    primary,
    act(word) {
      primary.child.stdin.write(`${word}\n`);
      return primary.next(word);
    },
    async end() {
      primary.child.stdin.write('end\n');
      const { code } = await primary.end();
      assert.equal(code, 0, primary.stderr);
    },
  };
}

/** Nothing that is counted is smaller than it was. */
function assertNotBack(before, after) {
  const counts = ({ core, forks, exits }) => {
    const counted = { ...core, forks, ...exits };
    for (const name of ['pid', 'rss', 'cpu', 'backingOff', 'clusters', 'sessions'])
      delete counted[name];
    return counted;
  };
  const [was, is] = [counts(before), counts(after)];
  for (const [name, value] of Object.entries(was))
    assert.ok(is[name] >= value, `${name}: ${value}, then ${is[name]}`);
}

test(
  'what was served, who was replaced, and everybody blocked',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const { primary, act, end } = begin(t);
    const served = await act('serve');
    assert.equal(await primary.next('in a worker'), 'ERR_CLUSTER_NOT_PRIMARY');
    assert.equal(served.scheduler, 'gocluster');
    assert.equal(served.policy, 'rr');
    assert.equal(served.primary.pid, primary.pid);
    assert.ok(
      served.primary.rss > 2 ** 24 && served.primary.cpu.user > 0 && served.primary.uptime > 0,
    );
    assert.deepEqual(
      [served.core.accepted + served.core.pulled, served.core.taken, served.core.restarts],
      [8, 8, 0],
    );
    const [{ address, port, path, queued, waits }] = served.listeners;
    assert.deepEqual([address, path, queued], ['127.0.0.1', null, 0]);
    assert.ok(port > 0);
    assert.equal(waits.counts.length, waits.bounds.length + 1);
    assert.deepEqual(
      served.workers.map(({ id, place, restarts }) => [id, place, restarts]),
      [
        [1, 0, 0],
        [2, 1, 0],
      ],
    );
    for (const worker of served.workers) {
      const { lag, turns, busy, utilization } = worker.loop;
      assert.ok(lag !== null && turns > 0 && busy > 0 && utilization > 0 && utilization < 1);
      assert.ok(
        worker.rss > 2 ** 24 && worker.cpu.user + worker.cpu.system > 0 && worker.uptime > 0,
      );
    }

    const replaced = await act('replace');
    assertNotBack(served, replaced);
    assert.equal(replaced.core.taken, 8, 'what a worker has taken that is gone still counts');
    assert.deepEqual(
      replaced.workers.map(({ id, place, restarts }) => [id, place, restarts]),
      [
        [2, 1, 0],
        [3, 0, 1],
      ],
    );
    assert.deepEqual([replaced.forks, replaced.exits], [3, { wanted: 0, unwanted: 1 }]);

    const { times, stats } = await act('block');
    assert.ok(Math.min(...times) < PROMISED_MS, `milliseconds while both are blocked: ${times}`);
    assert.equal(stats.workers.length, 2);
    for (const { loop, open, heap } of stats.workers) {
      assert.ok(loop.lag > 0 && loop.lagMax >= loop.lag, `blocked for ${loop.lag} ms`);
      assert.equal(open, 0);
      assert.ok(heap > 2 ** 20);
    }
    await end();
  },
);

test('watch, and wrong arguments', async (t) => {
  const { act, end } = begin(t);
  const { times, isOne, isFrozen, codes } = await act('watch');
  assert.equal(times.length, 6);
  assert.deepEqual(times.slice(0, 5), times.slice(0, 5).sort());
  assert.ok(times[3] - times[0] >= 38, 'two intervals');
  assert.deepEqual([isOne, isFrozen], [true, true]);
  assert.deepEqual(codes, [
    'TypeError ERR_INVALID_ARG_TYPE',
    'TypeError ERR_INVALID_ARG_TYPE',
    'RangeError ERR_OUT_OF_RANGE',
    'RangeError ERR_OUT_OF_RANGE',
    'TypeError ERR_INVALID_ARG_TYPE',
  ]);
  await end();
});

for (const [side, options] of [
  ['SCHED_NONE', { env: { NODE_CLUSTER_SCHED_POLICY: 'none' } }],
  ['where gocluster does not run', { nodeArgs: ['--no-addons'] }],
]) {
  test(
    `${side}: what there is to know, and null for the rest`,
    { skip: GOCLUSTER_ONLY },
    async (t) => {
      const { act, end } = begin(t, options);
      const { scheduler, policy, core, listeners, workers } = await act('serve');
      assert.deepEqual([scheduler, core, listeners], ['builtin', null, null]);
      assert.equal(policy, side === 'SCHED_NONE' ? 'none' : 'rr');
      for (const { state, taken, stalls, rss, uptime } of workers) {
        assert.deepEqual([state, taken, stalls], ['listening', null, null]);
        assert.ok(rss > 2 ** 24 && uptime > 0);
      }
      await end();
    },
  );
}

test('nothing goes back when the core has failed', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { primary, act, end } = begin(t, { env: processEnv });
  const before = await act('serve');
  const [core] = coresOf(primary.pid);
  process.kill(core, 'SIGKILL');
  await ended(core);
  await primary.until(() => primary.stderr.includes('GOCLUSTER_FAILED'), 'the warning');
  const after = await act('serve');
  assert.equal(after.core.restarts, 1);
  assertNotBack(before, after);
  assert.equal(after.core.taken, 16);
  assert.equal(
    after.listeners[0].waits.counts.reduce((sum, each) => sum + each),
    16,
  );
  await end();
});
