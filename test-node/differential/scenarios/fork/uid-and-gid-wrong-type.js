'use strict';

module.exports = {
  proves: 'uid and gid of a wrong type are errors of fork()',
  policies: ['rr'],
  program({ attempt }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ uid: 'root' });
    attempt('uid', () => cluster.fork());
    cluster.setupPrimary({ uid: undefined, gid: 1.5 });
    attempt('gid', () => cluster.fork());
  },
};
