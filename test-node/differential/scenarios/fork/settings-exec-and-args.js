'use strict';

module.exports = {
  proves: 'exec, args and execArgv of setupPrimary() are what the worker sees',
  policies: ['rr'],
  nodeArgs: ['--no-warnings'],
  program({ say, folder }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({
      exec: `${folder}/other.js`,
      args: ['--use', 'https', 'ü €'],
      execArgv: ['--expose-gc'],
    });
    say('settings', cluster.settings);
    cluster.fork();
  },
  files: {
    other({ say }) {
      say('argv', process.argv, process.execArgv, typeof globalThis.gc);
      say('main', require.main === module, require.main.filename, module.parent);
      process.exit();
    },
  },
};
