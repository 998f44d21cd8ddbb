'use strict';

module.exports = {
  proves: 'an unknown serialization is an error of fork()',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ serialization: 'morse' });
    attempt('fork', () => cluster.fork());
    say('workers', cluster.workers);
  },
};
