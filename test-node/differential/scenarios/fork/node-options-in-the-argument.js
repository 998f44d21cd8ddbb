'use strict';

module.exports = {
  proves: 'NODE_OPTIONS given to fork() reaches the worker unchanged and works',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('options', process.env.NODE_OPTIONS, 'NODE_OPTIONS' in process.env, Error.stackTraceLimit);
    if (cluster.isWorker) return process.exit();
    cluster.fork({ NODE_OPTIONS: '--stack-trace-limit=3' });
    cluster.fork({ NODE_OPTIONS: '' });
    cluster.fork({ NODE_OPTIONS: undefined });
  },
};
