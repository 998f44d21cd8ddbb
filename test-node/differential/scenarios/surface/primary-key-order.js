'use strict';

module.exports = {
  proves: 'Object.keys(cluster) has the same keys in the same order in the primary',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('keys', Object.keys(cluster));
    const found = [];
    for (const key in cluster) found.push(key);
    say('for in', found);
  },
};
