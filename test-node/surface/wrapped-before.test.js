'use strict';

// Proves that what somebody has wrapped of cluster goes on being called, as an agent counts on, whether it came before gocluster or
// after, with the arguments, the order and the return values that it sees under the built-in; and that the workers are gocluster's.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { run, BUILTIN, REGISTER } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

const AGENT = `
const cluster = require('node:cluster');
const called = (globalThis.called = []);
function wrap(object, name, label) {
  const before = object[name];
  object[name] = function (...args) {
    if (label === 'fork') args[0] = { ...args[0], FROM_AGENT: 'yes' };
    called.push(label);
    return before.apply(this, args);
  };
}
if (cluster.isPrimary) {
  wrap(cluster, 'fork', 'fork');
  wrap(cluster, 'setupPrimary', 'setupPrimary');
  wrap(cluster, 'disconnect', 'disconnect');
  wrap(cluster, 'emit', 'emit');
  wrap(cluster.Worker.prototype, 'kill', 'kill');
  wrap(cluster.Worker.prototype, 'destroy', 'destroy');
  wrap(cluster.Worker.prototype, 'disconnect', 'worker.disconnect');
}
`;

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const fs = require('node:fs');
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.end(process.env.FROM_AGENT));
    server.listen(0, '127.0.0.1');
    return;
  }
  const seen = [];
  for (const name of ['setup', 'fork', 'online', 'listening', 'disconnect', 'exit']) {
    cluster.on(name, () => seen.push(name));
  }
  cluster.setupPrimary({ args: ['a'] });
  const worker = cluster.fork({ MINE: 'yes' });
  const has = (pid) => fs.readFileSync(`/proc/${pid}/maps`, 'utf8').includes('gocluster.node');
  cluster.once('listening', (each, { port }) => {
    const ids = [worker.id, worker === each, cluster.workers[1] === worker];
    net.connect(port, '127.0.0.1').on('data', (data) => {
      report('first', { ids, answer: `${data}`, calls: called() });
      report('sides', [has(process.pid), has(worker.process.pid)]);
      worker.kill();
    });
  });
  worker.on('exit', (...args) => {
    report('killed', { args, calls: called(), left: Object.keys(cluster.workers) });
    const second = cluster.fork();
    second.on('listening', () => cluster.disconnect(() => report('done', called())));
    cluster.on('exit', () =>
      report('second', { id: second.id, flag: second.exitedAfterDisconnect, seen }),
    );
  });

  /** What the agent has heard since the last time. */
  function called() {
    return globalThis.called.splice(0).filter((label) => label !== 'emit');
  }
}

async function outcome(t, preload) {
  const running = run(t, program, { preload });
  await running.success();
  const words = Object.fromEntries(running.reports.map(({ name, value }) => [name, value]));
  const { sides, ...rest } = words;
  return { sides, rest };
}

for (const [name, order] of Object.entries({
  'before gocluster': (agent, register) => [agent, register],
  'after gocluster': (agent, register) => [register, agent],
})) {
  test(`wrapped ${name}`, { skip: BUILTIN && 'compares with the built-in itself' }, async (t) => {
    const agent = path.join(folder(t), 'agent.js');
    fs.writeFileSync(agent, AGENT);
    const expected = await outcome(t, ['-r', agent]);
    assert.deepEqual(expected.sides, [false, false]);
    const { sides, rest } = await outcome(
      t,
      order(agent, REGISTER).flatMap((file) => ['-r', file]),
    );
    assert.deepEqual(sides, [true, true]);
    assert.deepEqual(rest, expected.rest);
  });
}
