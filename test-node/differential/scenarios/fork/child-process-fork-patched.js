'use strict';

module.exports = {
  proves: 'a child_process.fork patched by the user is not what cluster calls',
  policies: ['rr'],
  program({ say }) {
    const childProcess = require('node:child_process');
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const { fork } = childProcess;
    childProcess.fork = function (...args) {
      say('patched fork called');
      return Reflect.apply(fork, this, args);
    };
    say('forked', cluster.fork().id);
  },
};
