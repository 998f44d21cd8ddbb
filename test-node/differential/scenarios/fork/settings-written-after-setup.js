'use strict';

module.exports = {
  proves: 'settings.execArgv and args written in place count at the next fork()',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say('worker', process.argv.slice(2), process.execArgv.slice(2));
      say('at work', typeof globalThis.gc, Error.stackTraceLimit);
      return process.exit();
    }
    cluster.setupPrimary();
    cluster.settings.args = ['mutated'];
    cluster.settings.execArgv = [...process.execArgv, '--expose-gc'];
    cluster.fork();
    cluster.settings.args.push('again');
    cluster.settings.execArgv.push('--stack-trace-limit=7');
    cluster.fork();
  },
};
