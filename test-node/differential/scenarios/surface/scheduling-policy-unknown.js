'use strict';

module.exports = {
  proves:
    'an unknown schedulingPolicy is an assertion error at the first setup, with the value in it',
  policies: ['rr'],
  differs: {
    id: 'sched-policy-error',
    builtin: ['message has lines 4'],
    gocluster: ['message has lines 1'],
  },
  program({ say, to }) {
    const cluster = require('node:cluster');
    cluster.schedulingPolicy = 7;
    try {
      cluster.setupPrimary();
    } catch (error) {
      say('error', error.name, error.code, error.message.split('\n')[0], error instanceof Error);
      to('sched-policy-error')('message has lines', error.message.split('\n').length);
    }
  },
};
