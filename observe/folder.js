'use strict';

// Makes a folder, with those above it. Used by control_socket.js, and by the supervisor for control sockets and files of output.

const fs = require('node:fs');
const path = require('node:path');

/**
 * Not mkdir's own `recursive`: before Node 26 it never returns where nothing can be made, as under /proc.
 *
 * @param {string} folder it may be there
 * @param {number} [mode] of what is made
 * @throws what mkdir throws
 */
function makeFolder(folder, mode) {
  const above = path.dirname(folder);
  if (!fs.existsSync(above)) makeFolder(above, mode);
  try {
    fs.mkdirSync(folder, mode);
  } catch (error) {
    // It was there, or another process has been quicker.
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

module.exports = { makeFolder };
