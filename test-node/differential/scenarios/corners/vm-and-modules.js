'use strict';

module.exports = {
  proves: 'require of cluster inside of vm contexts and new modules is the same object in a worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    const vm = require('node:vm');
    const Module = require('node:module');
    say('vm', vm.runInNewContext('load("cluster")', { load: require }) === cluster);
    say(
      'module',
      Module.createRequire(__filename)('cluster') === cluster,
      Module.builtinModules.includes('cluster'),
    );
    // eslint-disable-next-line n/prefer-node-protocol
    import('cluster').then((namespace) => {
      say('import', namespace.worker === cluster.worker, namespace.default === cluster);
      process.exit();
    });
  },
};
