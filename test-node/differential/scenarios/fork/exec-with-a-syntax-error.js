'use strict';

module.exports = {
  proves: 'a program that does not parse: online comes, then exit with 1',
  policies: ['rr'],
  program({ watch, folder }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: `${folder}/broken.js`, silent: true });
    watch(cluster, 'cluster', ['online', 'exit']);
    cluster.fork();
  },
  files: { 'broken.js': 'this is not a program' },
};
