'use strict';

module.exports = {
  proves: 'values that are not strings, undefined and null in the env of fork()',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      cluster.fork({
        NUMBER: 5,
        NOTHING: undefined,
        NULL: null,
        YES: true,
        LIST: [1, 2],
        OBJECT: {},
      });
      return;
    }
    for (const name of ['NUMBER', 'NOTHING', 'NULL', 'YES', 'LIST', 'OBJECT'])
      say(name, process.env[name]);
    process.exit();
  },
};
