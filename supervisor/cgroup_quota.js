'use strict';

// How many processors the cgroups of this process let it use. Used by cpus.js.

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

/** The processors of a cgroup v2, as cpu.max has them: "150000 100000", or "max 100000". */
function quotaOfV2(folder) {
  const [quota, period] = read(path.join(folder, 'cpu.max')).split(' ').map(Number);
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** The same of a cgroup v1, where -1 stands for no limit. */
function quotaOfV1(folder) {
  const quota = Number(read(path.join(folder, 'cpu.cfs_quota_us')));
  const period = Number(read(path.join(folder, 'cpu.cfs_period_us')));
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** The smallest quota of a cgroup and of those that it is in: each of them holds. */
function smallest(root, group, quotaOf) {
  let least = Infinity;
  for (let folder = group; ; folder = path.dirname(folder)) {
    least = Math.min(least, quotaOf(path.join(root, folder)));
    if (folder === '/' || folder === '.') return least;
  }
}

/**
 * @param {string} [root] where the cgroups are mounted
 * @param {string} [membership] what /proc/self/cgroup says: "number:controllers:path" a line
 * @returns {number} processors, a fraction perhaps; Infinity where there is no quota
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
