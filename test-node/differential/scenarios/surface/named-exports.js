'use strict';

module.exports = {
  proves: 'the named ESM exports of node:cluster in the primary, and that they are the properties',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    import('node:cluster').then((namespace) => {
      say('names', Object.keys(namespace));
      for (const name of Object.keys(namespace)) {
        if (name !== 'default') say(name, namespace[name] === cluster[name]);
      }
    });
  },
};
