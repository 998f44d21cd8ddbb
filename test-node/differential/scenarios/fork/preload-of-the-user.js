'use strict';

module.exports = {
  proves:
    'a -r preload of the user runs once in each process, before the program, and can use cluster',
  policies: ['rr'],
  nodeArgs: ['-r', './mine.js'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('seen by the preload', globalThis.seen, process.execArgv);
    if (cluster.isPrimary) cluster.fork();
    else process.exit();
  },
  files: {
    'mine.js': `const cluster = require('cluster');
    (globalThis.seen ??= []).push([cluster.isWorker, cluster.worker?.id, process.env.NODE_UNIQUE_ID]);`,
  },
};
