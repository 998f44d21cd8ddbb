'use strict';

module.exports = {
  proves: 'inspector.url() and process.debugPort in a worker that is not inspected',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const inspector = require('node:inspector');
    say('inspector', inspector.url(), process.debugPort);
    if (cluster.isPrimary) cluster.fork();
    else process.exit();
  },
};
