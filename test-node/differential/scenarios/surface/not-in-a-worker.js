'use strict';

module.exports = {
  proves: 'what only the primary has is undefined in a worker, and calling it is a TypeError',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    for (const key of [
      'fork',
      'workers',
      'settings',
      'setupPrimary',
      'setupMaster',
      'disconnect',
    ]) {
      say(key, cluster[key], key in cluster);
    }
    say('scheduling', cluster.SCHED_RR, cluster.SCHED_NONE, cluster.schedulingPolicy);
    attempt('fork', () => cluster.fork());
    attempt('disconnect', () => cluster.disconnect());
    process.exit();
  },
};
