'use strict';

module.exports = {
  proves: 'setupPrimary() adds to the settings so far, in a new object each time',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const first = cluster.settings;
    say('returns', cluster.setupPrimary({ args: ['a'], silent: true, mine: 5 }));
    const second = cluster.settings;
    say('second', second, second === first);
    cluster.setupMaster({ args: ['b'] });
    say('third', cluster.settings, cluster.settings === second, second.args);
    cluster.setupPrimary();
    say('fourth', cluster.settings);
    cluster.setupPrimary({ exec: undefined, args: undefined });
    say('undefined', cluster.settings);
    cluster.settings = { args: ['set by hand'] };
    cluster.setupPrimary({ execArgv: [] });
    say('by hand', cluster.settings);
  },
};
