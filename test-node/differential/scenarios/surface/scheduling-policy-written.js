'use strict';

module.exports = {
  proves: 'schedulingPolicy written before the first setup is what counts',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.schedulingPolicy = cluster.SCHED_NONE;
      cluster.fork();
      return;
    }
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      say('handle', server._handle.constructor.name);
      process.exit();
    });
  },
};
