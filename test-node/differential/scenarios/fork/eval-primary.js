'use strict';

module.exports = {
  proves: 'fork() in a program of node -e, which has no file to run',
  policies: ['rr'],
  program({ say, as }) {
    const { spawnSync } = require('node:child_process');
    as('primary');
    const code = `const c = require('cluster');
    try { c.fork(); } catch (e) { console.log(e.name, e.code, e.message) }
    console.log(JSON.stringify(c.settings), Object.keys(c.workers));`;
    const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, '-e', code], {
      encoding: 'utf8',
    });
    say('eval', stdout, status);
  },
};
