'use strict';
// A worker ends while the core cannot be told of its channel, because the kernel is out of something. What the program opens then
// may have the channel's numbers: it stays the program's, and the core never gets it.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { test } = require('node:test');
const { errnoOf } = require('../../lib/errno.js');
const { until } = require('../support/deadline.js');
const { channelsOf } = require('../support/processes.js');
const { GOCLUSTER_ONLY, ROOT } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer } = require('../listening/remote/clients.js');
const { coresOf, env } = require('../process/core.js');
const { faults, obstacle } = require('./fault.js');

const skip = GOCLUSTER_ONLY || obstacle();
const anywhere = { port: 0, host: '127.0.0.1' };
const MARK = 'from the program';
/** More than the numbers that the end of a worker frees. */
const CONNECTIONS = 16;

/** A primary with a worker, and set(errno), which has its messages to the core fail. */
async function serving(t) {
  const fault = faults(t, ['sendmsg']);
  const cluster = await start(t, { execPath: fault.command, env }); // a core that can be killed
  const pid = await cluster.primary.run(() => process.pid);
  const first = await cluster.fork();
  await first.run(listen, anywhere);
  const rule = { call: 'sendmsg', process: pid };
  const set = (errno) =>
    fault.set(...(errno ? channelsOf(pid).map((fd) => ({ ...rule, errno, fd })) : []));
  return { cluster, pid, set };
}

/** A server to which the program connects; `texts` has what came from each connection that has ended. */
async function elsewhere(t) {
  const texts = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('data', (data) => (text += data)).on('error', (error) => (text += error.code));
    socket.on('close', () => texts.push(text)).resume();
  });
  await once(server.listen(anywhere), 'listening');
  t.after(() => server.close());
  return { port: server.address().port, texts };
}

/** Connects so many times. For Member.run(). */
const connect = async ({ state }, port, count) => {
  state.sockets = Array.from({ length: count }, () =>
    require('node:net')
      .connect(port, '127.0.0.1')
      .on('error', () => {}),
  );
  await Promise.all(state.sockets.map((socket) => require('node:events').once(socket, 'connect')));
};

/** The core has been told all once another worker listens; then nothing but the program has written to its connections. */
async function assertUntouched(cluster, { texts }) {
  const another = await cluster.fork();
  const { port } = await another.run(listen, anywhere);
  await allAnswer(port, [cluster.workers[0], another]);
  await cluster.primary.run(({ state }, mark) => state.sockets.forEach((s) => s.end(mark)), MARK);
  await until(() => texts.length === CONNECTIONS, 'the end of all connections');
  assert.deepEqual(texts, Array(CONNECTIONS).fill(MARK));
}

/** Returns when there is another one. */
async function killCore(pid) {
  const [core] = coresOf(pid);
  process.kill(core, 'SIGKILL');
  await until(() => coresOf(pid).some((each) => each !== core), 'another core');
}

/** Ends a worker by its kill(), and connects once it has ended. */
async function replace(cluster, worker, { port }) {
  const kill = (context, id) => context.cluster.workers[id].kill('SIGKILL');
  await cluster.primary.run(kill, worker.to);
  await worker.exited;
  await cluster.primary.run(connect, port, CONNECTIONS);
}

for (const errno of ['ENOBUFS', 'ETOOMANYREFS']) {
  test(`a worker that is new: ${errno}`, { skip }, async (t) => {
    const { cluster, set } = await serving(t);
    const server = await elsewhere(t);
    set(errno);
    await replace(cluster, await cluster.fork(), server);
    set();
    await assertUntouched(cluster, server);
    assert.equal(cluster.output, '');
  });
}

/** The kernel takes no descriptor on a channel until state.takesAll. For Member.run(); fault.c would keep another core from starting. */
const refuseDescriptors = ({ state }, root, errno) => {
  const { prototype } = require(`${root}/lib/native.js`).load().Channel;
  const { send } = prototype;
  prototype.send = function (bytes, fds = []) {
    return fds.length > 0 && !state.takesAll ? errno : send.call(this, bytes, fds);
  };
};

test('a worker of which another core is to be told', { skip }, async (t) => {
  const { cluster, pid } = await serving(t);
  const server = await elsewhere(t);
  const second = await cluster.fork();
  await second.run(listen, anywhere);
  await cluster.primary.run(refuseDescriptors, ROOT, errnoOf('ETOOMANYREFS'));
  await killCore(pid);
  await replace(cluster, second, server);
  await cluster.primary.run(({ state }) => (state.takesAll = true));
  await assertUntouched(cluster, server);
  assert.equal(cluster.output.match(/GOCLUSTER_\w+/g)?.join(), 'GOCLUSTER_FAILED', cluster.output);
});

test('a core that is never told, and a program whose warnings throw', { skip }, async (t) => {
  const { cluster, pid, set } = await serving(t);
  const server = await elsewhere(t);
  await cluster.primary.run(({ state }) => {
    state.warn = process.emitWarning;
    process.emitWarning = () => {
      throw new Error('a warning');
    };
    process.on('uncaughtException', ({ message }) => (state.caught = message));
  });
  set('EACCES');
  await cluster.fork();
  await cluster.primary.run(connect, server.port, CONNECTIONS);
  set();
  const caught = await cluster.primary.run(({ state }) => {
    process.emitWarning = state.warn;
    return state.caught;
  });
  assert.equal(caught, 'a warning');
  await killCore(pid); // the next one is told of all workers
  await assertUntouched(cluster, server);
});
