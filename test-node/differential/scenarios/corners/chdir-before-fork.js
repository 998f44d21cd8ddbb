'use strict';

module.exports = {
  proves:
    'a primary that changes its directory before fork(): a relative exec and the cwd of the worker',
  policies: ['rr'],
  program({ say, folder }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say('worker', process.cwd(), process.argv[1]);
      return process.exit();
    }
    require('node:fs').mkdirSync(`${folder}/inner`);
    process.chdir(`${folder}/inner`);
    cluster.setupPrimary({ exec: '../program.js' });
    cluster.fork();
  },
};
