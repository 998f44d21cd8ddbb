'use strict';

module.exports = {
  proves: 'an unknown NODE_CLUSTER_SCHED_POLICY means the default',
  policies: ['rr'],
  env: { NODE_CLUSTER_SCHED_POLICY: 'fair' },
  program({ say }) {
    const cluster = require('node:cluster');
    say('policy', cluster.schedulingPolicy);
  },
};
