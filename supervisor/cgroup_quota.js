'use strict';

// How many processors this process may use by the quotas of its cgroups. Used by cpus.js and by the command.

const fs = require('node:fs');
const path = require('node:path');

const CGROUPS = '/sys/fs/cgroup';

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // no such controller here
  }
}

/** The quota of a cgroup v2, in processors, from cpu.max: "150000 100000", or "max 100000". */
function quotaOfV2(folder) {
  const [quota, period] = read(path.join(folder, 'cpu.max')).split(' ').map(Number);
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** The same for a cgroup v1, where -1 means no limit. */
function quotaOfV1(folder) {
  const quota = Number(read(path.join(folder, 'cpu.cfs_quota_us')));
  const period = Number(read(path.join(folder, 'cpu.cfs_period_us')));
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** The smallest quota of a cgroup and its ancestors: all of them apply. */
function smallest(root, group, quotaOf) {
  let least = Infinity;
  for (let folder = group; ; folder = path.dirname(folder)) {
    least = Math.min(least, quotaOf(path.join(root, folder)));
    if (folder === '/' || folder === '.') return least;
  }
}

/**
 * @param {string} [root] where the cgroups are mounted
 * @param {string} [membership] the text of /proc/self/cgroup, with lines of "number:controllers:path"
 * @returns {number} processors, possibly a fraction; Infinity if there is no quota
 */
function quota(root = CGROUPS, membership = read('/proc/self/cgroup')) {
  let least = Infinity;
  for (const line of membership.split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === '') {
      least = Math.min(least, smallest(root, group, quotaOfV2));
    } else if (controllers?.split(',').includes('cpu')) {
      const mounts = [controllers, 'cpu'].map((name) => path.join(root, name));
      for (const mount of mounts) least = Math.min(least, smallest(mount, group, quotaOfV1));
    }
  }
  return least;
}

module.exports = quota;
