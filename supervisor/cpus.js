'use strict';

// How many workers `auto` is: the processors that this process may use, by its affinity and by its cgroups. Used by supervisor.js.

const os = require('node:os');
const quota = require('./cgroup_quota');

/** @returns {number} at least 1. A part of a processor counts as one: a worker more uses it up. */
function usableCpus() {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 18.14
  const affinity = os.availableParallelism?.() ?? os.cpus().length;
  return Math.max(1, Math.min(affinity, Math.ceil(quota())));
}

module.exports = { usableCpus };
