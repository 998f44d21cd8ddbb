'use strict';

module.exports = {
  proves: 'settings and workers are empty plain objects before the first setup',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('settings', cluster.settings, Object.getPrototypeOf(cluster.settings) === Object.prototype);
    say('workers', cluster.workers, Object.getPrototypeOf(cluster.workers) === Object.prototype);
  },
};
