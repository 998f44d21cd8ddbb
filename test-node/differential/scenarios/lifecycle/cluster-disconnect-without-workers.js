'use strict';

module.exports = {
  proves: 'cluster.disconnect(callback) without workers: the callback comes on a later tick',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    process.nextTick(() => say('tick before'));
    say(
      'returns',
      cluster.disconnect((...args) => say('callback', args.length)),
    );
    process.nextTick(() => say('tick after'));
    setImmediate(() => say('immediate'));
  },
};
