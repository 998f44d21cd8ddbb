'use strict';

// The number of workers for `auto`: the processors that this process may use by its affinity and its cgroups. Used by supervisor.js,
// ecosystem_keys.js and the command.

const os = require('node:os');
const quota = require('./cgroup_quota');

/** @returns {number} at least 1. A part of a processor counts as one, so that one more worker uses it. */
function usableCpus() {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 18.14
  const affinity = os.availableParallelism?.() ?? os.cpus().length;
  return Math.max(1, Math.min(affinity, Math.ceil(quota())));
}

module.exports = { usableCpus };
