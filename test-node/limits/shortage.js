'use strict';
// How the tests of limits/ make something scarce, and see what that costs.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { folder } = require('../listening/remote/clients.js');
const { until } = require('../support/deadline.js');

/** What a process has that waits: of a processor that is busy for it all the time, this part at the most. */
const IDLE_PART = 0.2;
const WINDOW_MS = 500;
const TICK_MS = 10; // the unit of /proc/PID/stat
const TRIES = 5; // a garbage collection, or what came before, may fall into a window

/** A command to be run in node's place: a shell that says `lines` first. */
function through(t, ...lines) {
  const file = path.join(folder(t), 'node');
  fs.chmodSync(path.dirname(file), 0o755); // programs may run as another user
  const exec = `exec '${process.execPath}' "$@"`;
  fs.writeFileSync(file, ['#!/bin/sh', ...lines, exec, ''].join('\n'), { mode: 0o755 });
  return file;
}

/** A command that has node run with so many descriptors at the most. */
const withDescriptors = (t, count) => through(t, `ulimit -n ${count}`);

/** Opens files until there is no descriptor left, but for `spared`. Returns how many it took. A function for Member.run(). */
const takeDescriptors = ({ state }, spared = 0) => {
  const files = require('node:fs');
  state.taken ??= [];
  try {
    for (;;) state.taken.push(files.openSync('/dev/null'));
  } catch (error) {
    if (error.code !== 'EMFILE') throw error;
  }
  for (let i = 0; i < spared; i++) files.closeSync(state.taken.pop());
  return state.taken.length;
};

/** The opposite. */
const freeDescriptors = ({ state }) => {
  for (const fd of state.taken.splice(0)) require('node:fs').closeSync(fd);
};

/** The processor time that a process has had, in milliseconds. */
function cpuTime(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

/** These processes wait for something, and they wait without turning. */
async function assertIdle(...pids) {
  const sum = () => pids.reduce((total, pid) => total + cpuTime(pid), 0);
  let used;
  for (let i = 0; i < TRIES; i++) {
    const before = sum();
    await delay(WINDOW_MS); // no wait for something: the length of a measurement
    used = sum() - before;
    if (used <= WINDOW_MS * IDLE_PART) return;
  }
  assert.fail(`${used} ms of processor time in ${WINDOW_MS} ms`);
}

/** How many descriptors a process has open. */
const descriptors = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;

/** Waits until a number stays the same for a moment, and returns it. */
async function settled(number, what) {
  let last, since;
  await until(() => {
    const now = number();
    if (now !== last) [last, since] = [now, Date.now()];
    return Date.now() - since > WINDOW_MS;
  }, what);
  return last;
}

module.exports = {
  assertIdle,
  cpuTime,
  descriptors,
  freeDescriptors,
  settled,
  takeDescriptors,
  through,
  withDescriptors,
};
