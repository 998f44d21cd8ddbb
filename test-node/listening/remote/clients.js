'use strict';
// The client's side of the tests: connections, folders, and gates that hold an event loop.

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { until } = require('../../support/deadline.js');
const { within } = require('./start.js');
const { blockUntil } = require('./acts.js');

const ANSWER_DEADLINE_MS = 30_000;

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

/** Blocks the member's event loop until release() is called. Resolves once it is blocked. */
async function block(t, member) {
  const gate = path.join(folder(t), 'gate');
  const done = member.run(blockUntil, gate);
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

module.exports = { ask, block, burst, folder, freePort, hold, isFree, talk, tally };
