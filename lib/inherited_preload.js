'use strict';

// Children inherit the options that have preloaded gocluster here, and Node resolves a package's name from the child's working
// directory: after a chdir() every child would end before its first line. So the name is replaced by a path here. Threads inherit the
// options from Node itself, where they cannot be changed. Used by take_over.js.

const { dirname } = require('node:path');
const { pathToFileURL } = require('node:url');
const { exec, stringSlice } = require('./intrinsics');
const { split, join } = require('./node_options');

const OPTION = /^(?:(-r|--require)|--import)(?:=(.*))?$/s;
/** A name that is a path or a URL already. */
const WHOLE = /^(\/|\w+:)/;

/** @returns {string | null} the file that the name resolves to, if it is one of this package's and the name is no path already */
function pathOf(name) {
  if (name === undefined || exec(WHOLE, name) !== null) return null;
  try {
    const file = require.resolve(name, { paths: [process.cwd()] });
    return dirname(file) === __dirname ? file : null;
  } catch {
    return null; // not gocluster, which would have been resolved
  }
}

/**
 * Changes options in place.
 *
 * @param {string[]} options
 * @returns {boolean} whether there was something to change
 */
function fix(options) {
  let changed = false;
  for (let i = 0; i < options.length; i++) {
    const found = exec(OPTION, options[i]);
    if (!found) continue;
    const apart = found[2] === undefined;
    const file = pathOf(apart ? options[i + 1] : found[2]);
    if (file === null) continue;
    const value = found[1] === undefined ? pathToFileURL(file).href : file;
    if (apart) options[i + 1] = value;
    else options[i] = `${stringSlice(options[i], 0, -found[2].length)}${value}`;
    changed = true;
  }
  return changed;
}

function fixInherited() {
  const { env, execArgv } = process;
  fix(execArgv);
  const options = split(env.NODE_OPTIONS);
  if (fix(options)) env.NODE_OPTIONS = join(options);
}

module.exports = fixInherited;
