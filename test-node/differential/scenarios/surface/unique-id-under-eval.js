'use strict';

module.exports = {
  proves: 'NODE_UNIQUE_ID with node -e: a worker without cluster.worker, and the variable stays',
  policies: ['rr'],
  program({ say, as }) {
    const { execFileSync } = require('node:child_process');
    const code = `const c = require('cluster');
    console.log(c.isWorker, c.isPrimary, c.worker, typeof c.fork, process.env.NODE_UNIQUE_ID)`;
    as('primary');
    const env = { ...process.env, NODE_UNIQUE_ID: '5' };
    say(
      'eval',
      execFileSync(process.execPath, [...process.execArgv, '-e', code], { env, encoding: 'utf8' }),
    );
  },
};
