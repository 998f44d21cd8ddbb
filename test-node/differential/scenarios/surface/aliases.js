'use strict';

module.exports = {
  proves: 'setupMaster is setupPrimary, destroy and kill are not the same function',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const { prototype } = cluster.Worker;
    say('setup', cluster.setupMaster === cluster.setupPrimary);
    say('kill', prototype.kill === prototype.destroy);
  },
};
