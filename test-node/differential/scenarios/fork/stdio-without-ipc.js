'use strict';

module.exports = {
  proves: 'settings.stdio without ipc is an error, and no worker is left in the table',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ stdio: ['ignore', 'inherit', 'inherit'] });
    attempt('fork', () => cluster.fork());
    say('workers', cluster.workers);
    cluster.setupPrimary({ stdio: 'ipcs' });
    attempt('fork', () => cluster.fork());
    cluster.setupPrimary({ stdio: undefined, exec: __filename });
  },
};
