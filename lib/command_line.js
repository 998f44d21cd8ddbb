'use strict';

// How this process was started, so that it can be started once more: its words as they were written, since a link that they go through
// may lead to a newer file by now. Used by upgrade.js.

const { accessSync, constants, readFileSync, realpathSync } = require('node:fs');
const { join } = require('node:path');
const { arrayConcat, arraySlice, stringIndexOf, stringSplit } = require('./intrinsics');

/** @returns {string[]} the words of this process, as the kernel has them */
function words() {
  try {
    const all = stringSplit(readFileSync('/proc/self/cmdline', 'utf8'), '\0');
    if (all.length > 2) return arraySlice(all, 0, -1);
  } catch {
    // no /proc
  }
  return arrayConcat([process.execPath], process.execArgv, arraySlice(process.argv, 1));
}

/** The folder, as the shell that has started this process calls it, if it does: "current", and not what that leads to. */
function folder() {
  const real = process.cwd();
  const { PWD } = process.env;
  try {
    return PWD && realpathSync(PWD) === real ? PWD : real;
  } catch {
    return real;
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a shell would find it. @param {string} command a path, or a word that PATH has @param {string} cwd */
function exists(command, cwd) {
  if (stringIndexOf(command, '/') >= 0)
    return isExecutable(command[0] === '/' ? command : join(cwd, command));
  const folders = stringSplit(process.env.PATH ?? '', ':');
  for (let i = 0; i < folders.length; i++) {
    if (isExecutable(join(folders[i] || '.', command))) return true;
  }
  return false;
}

const started = words();
const cwd = folder();

/** @returns {{command: string, args: string[], cwd: string}} */
function commandLine() {
  // A process that has changed its title has other words.
  const command = exists(started[0], cwd) ? started[0] : process.execPath;
  return { command, args: arraySlice(started, 1), cwd };
}

module.exports = { commandLine, exists };
