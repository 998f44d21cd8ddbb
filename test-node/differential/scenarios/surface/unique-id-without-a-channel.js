'use strict';

module.exports = {
  proves: 'NODE_UNIQUE_ID without an IPC channel makes a worker that is not connected',
  policies: ['rr'],
  program({ say, as }) {
    const { spawnSync } = require('node:child_process');
    as('primary');
    const env = { ...process.env, NODE_UNIQUE_ID: '12' };
    const args = [...process.execArgv, `${__dirname}/child.js`];
    const { stdout, status, signal } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    say('no channel', stdout, status, signal);
  },
  files: {
    'child.js': `const { isWorker, worker } = require('cluster');
    console.log(isWorker, worker.id, worker.state, worker.isConnected(), process.env.NODE_UNIQUE_ID);
    console.log(worker.isDead(), process.connected, process.send);`,
  },
};
