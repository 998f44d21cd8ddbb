'use strict';

module.exports = {
  proves: 'inspectPort null is ERR_SOCKET_BAD_PORT',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ inspectPort: null });
    attempt('fork', () => cluster.fork());
    say('workers', cluster.workers);
  },
};
