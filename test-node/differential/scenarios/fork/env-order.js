'use strict';

module.exports = {
  proves: 'the order of the names in the environment of a worker',
  policies: ['rr'],
  env: { B: '1', A: '2' },
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork({ C: '3', A: '4' });
    say('names', Object.keys(process.env));
    process.exit();
  },
};
