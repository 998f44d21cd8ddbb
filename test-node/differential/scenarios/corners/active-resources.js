'use strict';

module.exports = {
  proves: 'process.getActiveResourcesInfo() of an idle worker shows what Node shows',
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    setImmediate(() => {
      setImmediate(() => {
        say(
          'resources',
          process
            .getActiveResourcesInfo()
            .filter((name) => name !== 'Immediate')
            .sort(),
        );
        process.exit();
      });
    });
  },
};
