'use strict';

module.exports = {
  proves: 'every way to load cluster gives the same object',
  policies: ['rr'],
  program({ say }) {
    // Both spellings are what this is about.
    /* eslint-disable n/prefer-node-protocol */
    const cluster = require('cluster');
    say('node:', cluster === require('node:cluster'));
    say(
      'getBuiltinModule',
      process.getBuiltinModule ? cluster === process.getBuiltinModule('cluster') : true,
    );
    say('module', cluster === process.mainModule.require('cluster'));
    import('node:cluster').then((namespace) => say('import', namespace.default === cluster));
  },
};
