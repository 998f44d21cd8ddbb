'use strict';

// Makes a folder and its parents. Used by control_socket.js, and by the supervisor for control sockets and output files.

const fs = require('node:fs');
const path = require('node:path');

/**
 * Not mkdir's own `recursive`: before Node 26 it never returns if no folder can be made, as under /proc.
 *
 * @param {string} folder may exist already
 * @param {number} [mode] of the folders that are made
 * @throws the error of mkdir
 */
function makeFolder(folder, mode) {
  const above = path.dirname(folder);
  if (!fs.existsSync(above)) makeFolder(above, mode);
  try {
    fs.mkdirSync(folder, mode);
  } catch (error) {
    // It existed already, or another process has just made it.
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

module.exports = { makeFolder };
