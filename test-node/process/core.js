'use strict';
// The tests of this folder run the core as a process of its own, as under musl: how to ask for that, and how to find it.

const fs = require('node:fs');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const env = { GOCLUSTER_CORE: 'process' };
const NAME = 'gocluster-core';

/** [name, state, parent] of a process, or null where there is none. */
function statOf(pid) {
  try {
    const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(
      fs.readFileSync(`/proc/${pid}/stat`, 'latin1'),
    );
    return { name, state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** The processes that are cores of this primary. */
function coresOf(primary) {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat?.name === NAME && stat.parent === primary;
    });
}

/** Waits for the end of a process; one that nobody has asked about yet has ended too. */
function ended(pid) {
  return until(() => [undefined, 'Z', 'X'].includes(statOf(pid)?.state), `end of the core ${pid}`);
}

module.exports = { env, skip: GOCLUSTER_ONLY, coresOf, ended };
