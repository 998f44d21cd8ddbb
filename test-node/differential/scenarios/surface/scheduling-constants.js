'use strict';

module.exports = {
  proves: 'the scheduling constants and the policy that the environment chooses',
  program({ say }) {
    const cluster = require('node:cluster');
    say('constants', cluster.SCHED_NONE, cluster.SCHED_RR, cluster.schedulingPolicy);
  },
};
