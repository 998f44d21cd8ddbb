'use strict';

module.exports = {
  proves: 'cluster is an ordinary emitter for the events of other packages',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    cluster.once('reachReforkLimit', (...args) => say('foreign', ...args));
    say('emit', cluster.emit('reachReforkLimit', 1, 2), cluster.emit('reachReforkLimit'));
    say(
      'max',
      cluster.getMaxListeners(),
      cluster.setMaxListeners(0) === cluster,
      cluster.getMaxListeners(),
    );
    try {
      cluster.emit('error', new RangeError('mine'));
    } catch (error) {
      say('error', error);
    }
  },
};
