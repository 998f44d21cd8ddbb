'use strict';

module.exports = {
  proves:
    'process.argv, execArgv, execPath and argv0 of both, with flags and arguments, and the settings made of them',
  policies: ['rr'],
  nodeArgs: ['--no-warnings', '--expose-gc'],
  args: ['one', '--two', 'three four'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('argv', process.argv);
    say('execArgv', process.execArgv);
    say('others', process.execPath, process.argv0, typeof globalThis.gc);
    if (cluster.isWorker) return process.exit();
    cluster.fork();
    say('settings', cluster.settings, cluster.settings.execArgv === process.execArgv);
  },
};
