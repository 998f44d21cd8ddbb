'use strict';
// The client's side of the tests: connections, folders, and gates that hold an event loop.

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { until } = require('../../support/deadline.js');
const { within } = require('./start.js');
const { blockUntil } = require('./acts.js');

const ANSWER_DEADLINE_MS = 300_000;
const MOST_ASKS = 1000;
const TCP_LISTEN = '0A'; // the state of a listening socket in /proc/net/tcp

const place = (where) =>
  typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { host: '127.0.0.1', ...where };

/** Connects, reads to the end, and returns what was read. */
function talk(where, deadline = ANSWER_DEADLINE_MS) {
  const target = where.path ? { path: where.path } : place(where);
  const socket = net.connect(target);
  const answer = new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
  return within(deadline, answer, `answer from ${JSON.stringify(where)}`).finally(() =>
    socket.destroy(),
  );
}

/** The pid of the worker that answered. */
async function ask(where, deadline) {
  const text = await talk(where, deadline);
  if (!/^\d+$/.test(text)) throw new Error(`expected a pid, got ${JSON.stringify(text)}`);
  return Number(text);
}

/**
 * Asks until each of these workers has answered, and nobody else. Idle workers take turns, but one
 * that a busy machine does not let run is passed over, so it may take more asks than workers.
 */
async function allAnswer(where, workers) {
  const known = new Set(workers.map((worker) => worker.pid));
  const missing = new Set(known);
  for (let asks = 0; missing.size > 0; asks++) {
    if (asks === MOST_ASKS) throw new Error(`in ${asks} answers none was of ${[...missing]}`);
    const pid = await ask(where);
    if (!known.has(pid)) throw new Error(`${pid} answered, who is none of ${[...known]}`);
    missing.delete(pid);
  }
}

/** Opens a connection that stays open: resolves to { socket, pid } when the worker has answered. */
function hold(t, where) {
  const socket = net.connect(where.path ? { path: where.path } : place(where));
  t.after(() => socket.destroy());
  const answer = new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (data) => resolve({ socket, pid: Number(data) }));
    socket.once('close', () => reject(new Error('closed before the worker answered')));
  });
  return within(ANSWER_DEADLINE_MS, answer, `answer from ${JSON.stringify(where)}`);
}

/** `count` connections at once: the pids that answered. */
const burst = (count, where, deadline) =>
  Promise.all(Array.from({ length: count }, () => ask(where, deadline)));

/** How often each value occurs. */
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** A short folder of its own, removed at the test's end. */
function folder(t) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gc-'));
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/**
 * Blocks the member's event loop until release() is called; then it runs `after`, still in the same
 * tick. Resolves once it is blocked.
 */
async function block(t, member, after = () => {}) {
  const gate = path.join(folder(t), 'gate');
  const done = member.run(blockUntil, gate, String(after));
  done.catch(() => {});
  await until(() => fs.existsSync(`${gate}.closed`), `blocked event loop of ${member.to}`);
  return {
    release() {
      fs.writeFileSync(gate, '');
      return done;
    },
  };
}

/** A free port outside the range from which the kernel takes random ones, so nobody else gets it. */
async function freePort() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
  throw new Error('found no free port between 10000 and 30000');
}

/** Whether the port can be bound, on all addresses unless a host is given. */
function isFree(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

/** Of an IPv4 listener here: connections that nobody has accepted yet, and all its clients. */
function tcpQueue(port) {
  const name = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1, -1);
  const sockets = lines.map((line) => {
    const [, local, remote, state, queues] = line.trim().split(/\s+/);
    return { local, remote, state, received: parseInt(queues.split(':')[1], 16) };
  });
  const listener = sockets.find(({ local, state }) => local.endsWith(name) && state === TCP_LISTEN);
  const clients = sockets.filter(({ remote }) => remote.endsWith(name)).length;
  return { waiting: listener.received, clients };
}

module.exports = {
  allAnswer,
  ask,
  block,
  burst,
  folder,
  freePort,
  hold,
  isFree,
  talk,
  tally,
  tcpQueue,
};
