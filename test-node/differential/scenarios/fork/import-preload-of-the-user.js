'use strict';

module.exports = {
  proves: 'an --import preload of the user runs once in each process, with what it sees of cluster',
  policies: ['rr'],
  nodeArgs: ['--import', './mine.mjs'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('seen by the preload', globalThis.seen, process.execArgv);
    if (cluster.isPrimary) cluster.fork();
    else process.exit();
  },
  files: {
    'mine.mjs': `import cluster, { isWorker } from 'node:cluster';
    (globalThis.seen ??= []).push([isWorker, cluster.worker?.id, process.env.NODE_UNIQUE_ID]);`,
  },
};
