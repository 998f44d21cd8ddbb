'use strict';

module.exports = {
  proves: 'the own properties of Worker.prototype in a worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    const ofPrototype = Object.getOwnPropertyDescriptors(cluster.Worker.prototype);
    delete ofPrototype.suicide;
    for (const key of Reflect.ownKeys(ofPrototype).map(String).sort()) {
      const { value, get, set, ...flags } = ofPrototype[key];
      say(key, typeof value, value?.length, typeof get, typeof set, flags);
    }
    process.exit();
  },
};
