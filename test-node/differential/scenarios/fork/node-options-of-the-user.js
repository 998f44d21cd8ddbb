'use strict';

module.exports = {
  proves: 'NODE_OPTIONS of the user reaches the worker unchanged and works',
  policies: ['rr'],
  env: { NODE_OPTIONS: '--no-deprecation --stack-trace-limit=7' },
  program({ say }) {
    const cluster = require('node:cluster');
    say('options', process.env.NODE_OPTIONS, process.noDeprecation, Error.stackTraceLimit);
    if (cluster.isWorker) return process.exit();
    cluster.fork();
  },
};
