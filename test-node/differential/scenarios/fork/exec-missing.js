'use strict';

module.exports = {
  proves: 'an exec that does not exist is a worker that exits with 1',
  policies: ['rr'],
  program({ watch, folder }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: `${folder}/missing.js`, silent: true });
    watch(cluster, 'cluster', ['online', 'exit']);
    cluster.fork();
  },
};
