'use strict';

module.exports = {
  proves: 'the channels that fork() publishes to in the primary',
  policies: ['rr'],
  program({ say }) {
    const channels = require('node:diagnostics_channel');
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    channels.subscribe('child_process', (message) =>
      say('child_process', Object.keys(message), message.process.constructor.name),
    );
    say('returned', cluster.fork());
  },
};
