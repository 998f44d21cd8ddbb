'use strict';

module.exports = {
  proves: 'NODE_UNIQUE_ID in the env of fork() does not count, and is gone in the worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork({ NODE_UNIQUE_ID: '77' });
    say('id', cluster.worker.id, process.env.NODE_UNIQUE_ID, 'NODE_UNIQUE_ID' in process.env);
    say('channel', process.env.NODE_CHANNEL_FD, process.env.NODE_CHANNEL_SERIALIZATION_MODE);
    process.exit();
  },
};
