'use strict';

module.exports = {
  proves: 'a program that changes argv[1] and execArgv in place before fork()',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say('worker', process.argv.slice(2), process.execArgv.slice(2));
      return process.exit();
    }
    process.argv.push('added');
    process.execArgv.push('--no-warnings');
    cluster.fork();
  },
};
