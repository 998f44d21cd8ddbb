'use strict';

module.exports = {
  proves: 'every fork() emits setup, with the settings object of its moment',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const seen = [];
    cluster.on('setup', (settings) => {
      seen.push(settings);
      say('setup', settings === cluster.settings, settings.args, seen.length);
    });
    cluster.fork();
    cluster.setupPrimary({ args: ['mine'] });
    cluster.fork();
    process.nextTick(() => say('all different', new Set(seen).size));
  },
};
