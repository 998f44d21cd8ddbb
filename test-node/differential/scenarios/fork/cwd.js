'use strict';

module.exports = {
  proves: 'settings.cwd is where the worker runs',
  policies: ['rr'],
  program({ say, folder }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say('cwd', process.cwd());
      return process.exit();
    }
    require('node:fs').mkdirSync(`${folder}/below`);
    cluster.setupPrimary({ cwd: `${folder}/below` });
    cluster.fork();
  },
};
