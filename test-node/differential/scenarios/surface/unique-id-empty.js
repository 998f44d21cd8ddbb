'use strict';

module.exports = {
  proves: 'an empty NODE_UNIQUE_ID makes a worker without cluster.worker',
  policies: ['rr'],
  program({ say, as }) {
    const { execFileSync } = require('node:child_process');
    as('primary');
    const env = { ...process.env, NODE_UNIQUE_ID: '' };
    const args = [...process.execArgv, `${__dirname}/child.js`];
    say('empty', execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
  },
  files: {
    'child.js': `const c = require('cluster');
    console.log(c.isWorker, c.isPrimary, c.worker, typeof c.fork, process.env.NODE_UNIQUE_ID)`,
  },
};
