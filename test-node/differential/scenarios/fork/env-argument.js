'use strict';

module.exports = {
  proves: 'the worker gets the environment of the primary and what fork() adds, and nothing else',
  policies: ['rr'],
  env: { FROM_PRIMARY: 'yes', REPLACED: 'old', EMPTY: '' },
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      const names = Object.keys(process.env).sort();
      for (const name of names) say(name, process.env[name]);
      return process.exit();
    }
    process.env.WRITTEN = 'late';
    cluster.fork({ REPLACED: 'new', ADDED: '1' });
  },
};
