'use strict';

module.exports = {
  proves: 'quoted preloads with spaces in NODE_OPTIONS are still run, once, in the worker',
  policies: ['rr'],
  program({ say, folder }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary)
      return cluster.fork({ NODE_OPTIONS: `--require "${folder}/a preload.js"` });
    say('preloaded', globalThis.preloaded, process.env.NODE_OPTIONS, process.execArgv);
    process.exit();
  },
  files: {
    'a preload.js': 'globalThis.preloaded = (globalThis.preloaded ?? 0) + 1;',
  },
};
