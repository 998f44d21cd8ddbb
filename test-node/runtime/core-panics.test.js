'use strict';
// The core panics in the primary's process, under load on a TCP port and a Unix socket, with workers that have a channel and one that has
// none, and a worker_thread with a cluster of its own. Another core takes its place: all serve on, only what was accepted and in
// nobody's hands is lost, and the warning has its number. The fifth time in a minute the servers get an error. Over a longer time it may
// happen as often as it likes, and nothing of the cores before is left.

const { before, after, test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { ROOT } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, ask, folder, talk } = require('../listening/remote/clients.js');
const faulty = require('./faulty_core.js');
const { THREADS_ONLY, goThreads, threads } = require('./threads.js');

const skip = THREADS_ONLY || faulty.obstacle;
const anywhere = { port: 0, host: '127.0.0.1' };
const TOO_MANY = 5;
const CLIENTS = 6; // of each address

let core;
let dir;
before(() => {
  if (skip) return;
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-faulty-'));
  core = faulty.build(dir);
});
after(() => dir && fs.rmSync(dir, { recursive: true }));

/** The test's cluster with that core, and workers with these flags. */
async function startFaulty(t, flags, options) {
  const cluster = await start(t, options);
  await cluster.primary.run(faulty.use, ROOT, core.library);
  for (const execArgv of flags) {
    await cluster.primary.run((us, some) => us.cluster.setupPrimary({ execArgv: some }), execArgv);
    await cluster.fork();
  }
  return cluster;
}

/** Clients that connect again and again; stop() tells how many connections ended without an answer. */
function load(places) {
  let running = true;
  let cut = 0;
  const one = (where) =>
    new Promise((resolve) => {
      let answered = false;
      net
        .connect(where)
        .on('data', () => (answered = true))
        .on('error', () => {})
        .on('close', () => resolve(answered));
    });
  const clients = places.flatMap((where) =>
    Array.from({ length: CLIENTS }, async () => {
      while (running) if (!(await one(where))) cut++;
    }),
  );
  return async () => {
    running = false;
    await Promise.all(clients);
    return cut;
  };
}

/** The numbers of lost connections, of all warnings so far. */
function losses({ output }) {
  const warnings = output.match(/\[GOCLUSTER_FAILED\].*/g) ?? [];
  return warnings.map((text) =>
    Number(/service goes on.*have ended(?:: (\d+))?\./.exec(text)?.[1] ?? 0),
  );
}

const warned = (cluster, count) =>
  until(
    () => losses(cluster).length >= count,
    () => `${count} warnings: ${cluster.output}`,
  );

const forkInThread = (context, exec) =>
  new Promise((resolve, reject) => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: workerData });
      const worker = cluster.fork();
      worker.on('listening', ({ port }) => parentPort.postMessage({ port, pid: worker.process.pid }));`;
    const { Worker } = require('node:worker_threads');
    const thread = new Worker(code, { eval: true, workerData: exec });
    thread.once('message', resolve).once('error', reject);
  });

/** Has the core panic with one connection in its hands, which ends. */
async function failWith(port) {
  const panicked = core.panic();
  assert.equal(await talk(port).catch(() => ''), '');
  await panicked;
}

const noteErrors = ({ state }) => {
  state.errors = [];
  for (const server of [state.tcp, state.unix])
    server.on('error', ({ code }) => state.errors.push(code));
};

test('under load', { skip }, async (t) => {
  const cluster = await startFaulty(t, [[], ['--no-addons'], []]);
  const unix = { path: path.join(folder(t), 's') };
  const [{ port }] = await cluster.everywhere(listen, anywhere, 'tcp');
  await cluster.everywhere(listen, unix, 'unix');
  await cluster.everywhere(noteErrors);
  const apart = await cluster.primary.run(forkInThread, path.join(__dirname, 'serve.js'));
  const stop = load([{ port, host: '127.0.0.1' }, unix]);
  const threadsToo = 2; // the thread and the main thread warn, each of its own connections
  for (let times = 1; times < TOO_MANY; times++) {
    await core.panic();
    await warned(cluster, times * threadsToo);
    await allAnswer(port, cluster.workers);
    await allAnswer(unix, cluster.workers);
    assert.equal(await talk(apart.port), String(apart.pid));
  }
  const cut = await stop();
  const lost = losses(cluster);
  assert.equal(lost.length, (TOO_MANY - 1) * threadsToo, cluster.output);
  assert.ok(cut >= TOO_MANY - 1, 'each panic had connections in its hands');
  assert.equal(
    lost.reduce((sum, each) => sum + each, 0),
    cut,
    cluster.output,
  );
  assert.match(cluster.output, /made up\n\s+at core\.fail \(fail\.go:/);

  await failWith(port);
  // Node's own half, in the worker without a channel, has nothing by which it could be told.
  const [first, , third] = cluster.workers;
  for (const worker of [first, third]) {
    const told = () => worker.run(({ state }) => state.errors.length === 2 && state.errors);
    assert.deepEqual(await until(told, "'error' of both servers"), ['EPIPE', 'EPIPE']);
  }
  await assert.rejects(talk(port), { code: 'ECONNREFUSED' });
  await assert.rejects(talk(unix), { code: 'ENOENT' });
});

test('what workers have been told holds under the next core', { skip }, async (t) => {
  const cluster = await startFaulty(t, [[], []]);
  const [leaving, staying] = cluster.workers;
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const stop = load([{ port, host: '127.0.0.1' }]);

  // One on its way out, whose program serves on.
  await leaving.run(() => void process.on('SIGTERM', () => {}));
  await cluster.primary.run(({ cluster: ours }, id) => ours.workers[id].kill(), leaving.to);
  // One that is being forked.
  const [heir] = await Promise.all([cluster.fork(), core.panic()]);
  await warned(cluster, 1);
  for (let i = 0; i < 20; i++) assert.equal(await ask(port), staying.pid);
  await heir.run(listen, anywhere);
  await allAnswer(port, [staying, heir]);

  // One that has not read a message: it gets no connection before it has.
  await stop();
  const length = 1 << 24;
  await heir.run(({ cluster: ours, state }) => {
    state.known = [];
    ours.worker.on('message', (text) => (state.length ??= text.length));
    state.server.on('connection', () => state.known.push(state.length));
  });
  const send = ({ cluster: ours }, id, size) => void ours.workers[id].send('x'.repeat(size));
  await Promise.all([cluster.primary.run(send, heir.to, length), failWith(port)]);
  await warned(cluster, 2);
  await allAnswer(port, [staying, heir]);
  const known = await heir.run(({ state }) => state.known);
  assert.deepEqual(new Set(known), new Set([length]));
});

const tableOf = (pid, id) => fs.readdirSync(`/proc/${pid}/task/${id}/fd`).length;

test('twenty times, some time apart', { skip }, async (t) => {
  // A minute of this primary's is a call of hrtime().
  const clock = path.join(dir, 'clock.js');
  fs.writeFileSync(
    clock,
    `const { hrtime } = process;
    let minutes = 0;
    process.hrtime = Object.assign((...since) => {
      const [seconds, nanoseconds] = hrtime(...since);
      return [seconds + (since.length === 0 ? 60 * ++minutes : 0), nanoseconds];
    }, hrtime);`,
  );
  const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require=${clock}`;
  const cluster = await startFaulty(t, [[], []], { env: { NODE_OPTIONS } });
  const { pid } = cluster.primary;
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const state = () => ({
    fds: fs.readdirSync(`/proc/${pid}/fd`).length,
    tables: goThreads(pid)
      .map(({ id }) => tableOf(pid, id))
      .sort((a, b) => a - b),
    threads: threads(pid).length,
  });
  const fail = async (times) => {
    await failWith(port);
    await warned(cluster, times);
    await allAnswer(port, cluster.workers);
  };
  await fail(1);
  const first = state();
  for (let times = 2; times <= 20; times++) await fail(times);
  const last = () => JSON.stringify(state());
  await until(
    () => last() === JSON.stringify(first),
    () => `${last()}, not ${JSON.stringify(first)}`,
  );
  assert.deepEqual(losses(cluster), Array(20).fill(1));
});
