'use strict';

module.exports = {
  proves: 'an exec, args or execArgv of a wrong type',
  policies: ['rr'],
  program({ attempt, say }) {
    const cluster = require('node:cluster');
    for (const wrong of [
      { exec: 5 },
      { exec: null },
      { exec: __filename, args: 'text' },
      { args: 7 },
    ]) {
      cluster.setupPrimary(wrong);
      attempt(JSON.stringify(wrong), () => cluster.fork().id);
      cluster.setupPrimary({ args: [] });
    }
    attempt('execArgv', () => cluster.setupPrimary({ execArgv: null }));
    attempt('execArgv', () => cluster.setupPrimary({ execArgv: 'text' }));
    say('workers', Object.keys(cluster.workers));
    process.exit();
  },
};
