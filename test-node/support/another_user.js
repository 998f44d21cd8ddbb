'use strict';

// Helps tests that run programs as another user.

const fs = require('node:fs');
const path = require('node:path');
const { REGISTER } = require('./run.js');

/** Why programs cannot be run as another user here, or false. For `skip`. */
function obstacle() {
  if (process.getuid() !== 0) return 'only root can start processes as another user';
  // Every folder of the path must be accessible to others: /root is not.
  for (const start of [REGISTER, process.execPath]) {
    for (let at = path.dirname(start); at !== '/'; at = path.dirname(at)) {
      if ((fs.statSync(at).mode & 0o1) === 0) return `other users may not enter ${at}`;
    }
  }
  return false;
}

/** The id of a user without other processes: limits count all processes of a user. */
const someUser = () => 100_000 + Math.floor(Math.random() * 1_000_000);

module.exports = { obstacle, someUser };
