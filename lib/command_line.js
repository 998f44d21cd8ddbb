'use strict';

// The command line of this process, so that it can be started again: with its paths as they were written, because a symbolic link in
// them may lead to a newer file by now. Used by upgrade.js.

const { accessSync, constants, readFileSync, realpathSync } = require('node:fs');
const { join } = require('node:path');
const { arrayConcat, arraySlice, stringIndexOf, stringSplit } = require('./intrinsics');

/** @returns {string[]} the command and the arguments of this process, as the kernel has them */
function words() {
  try {
    const all = stringSplit(readFileSync('/proc/self/cmdline', 'utf8'), '\0');
    if (all.length > 2) return arraySlice(all, 0, -1);
  } catch {
    // no /proc
  }
  return arrayConcat([process.execPath], process.execArgv, arraySlice(process.argv, 1));
}

/**
 * The working directory under the shell's name for it ($PWD), if that is right: "current", not the folder that "current" links to.
 *
 * @returns {string | undefined} undefined if it was removed: the program may run nevertheless
 */
function folder() {
  let real;
  const { PWD } = process.env;
  try {
    real = process.cwd();
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

/** Whether a shell would find the command. @param {string} command a path, or a name to look up in PATH @param {string | undefined} cwd */
function exists(command, cwd = '.') {
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

/** @returns {{command: string, args: string[], cwd: string | undefined}} */
function commandLine() {
  // If the process has changed its title, its first argument is no command any more.
  const command = exists(started[0], cwd) ? started[0] : process.execPath;
  return { command, args: arraySlice(started, 1), cwd };
}

module.exports = { commandLine, exists };
