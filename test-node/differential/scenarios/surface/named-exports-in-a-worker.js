'use strict';

module.exports = {
  proves: 'the named ESM exports of node:cluster in a worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    import('node:cluster').then((namespace) => {
      say('names', Object.keys(namespace));
      for (const name of Object.keys(namespace)) {
        if (name !== 'default')
          say(name, namespace[name] === cluster[name], typeof namespace[name]);
      }
      process.exit();
    });
  },
};
