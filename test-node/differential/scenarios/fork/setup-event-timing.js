'use strict';

module.exports = {
  proves: 'setup comes on the next tick, once for each call, in order',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    cluster.on('setup', (...args) =>
      say('setup', args.length, args[0] === cluster.settings, args[0].args),
    );
    process.nextTick(() => say('tick before'));
    cluster.setupPrimary({ args: ['1'] });
    process.nextTick(() => say('tick between'));
    cluster.setupPrimary({ args: ['2'] });
    say('synchronous end');
    setImmediate(() => say('immediate'));
  },
};
