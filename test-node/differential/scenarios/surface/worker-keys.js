'use strict';

module.exports = {
  proves: 'the own properties of cluster in a worker: names, descriptors, function lengths',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    say('keys', Object.keys(cluster));
    const seen = Object.getOwnPropertyDescriptors(cluster);
    for (const key of Reflect.ownKeys(seen).sort(byName)) {
      const { value, get, set, ...flags } = seen[key];
      say(String(key), typeof value, value?.length, typeof get, typeof set, flags);
    }
    function byName(a, b) {
      return String(a) < String(b) ? -1 : 1;
    }
    process.exit();
  },
};
