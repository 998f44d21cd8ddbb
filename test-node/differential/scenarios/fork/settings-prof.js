'use strict';

module.exports = {
  proves: '--prof in execArgv gets a log file for each process',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ execArgv: ['--prof'] });
    say('prof', cluster.settings.execArgv);
    cluster.setupPrimary();
    say('again', cluster.settings.execArgv);
    cluster.setupPrimary({ execArgv: ['--prof-process', '--logfile=mine.log'] });
    say('own file', cluster.settings.execArgv);
  },
};
