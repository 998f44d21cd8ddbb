'use strict';

// Children inherit the options that have preloaded gocluster here, and Node looks a name up from the child's own folder: after a
// chdir() every child would end before its first line. So the name becomes a path here. Threads inherit from Node itself, out of
// reach. Used by take_over.js.

const { dirname } = require('node:path');
const { pathToFileURL } = require('node:url');
const { exec, stringSlice } = require('./intrinsics');
const { split, join } = require('./node_options');

const OPTION = /^(?:(-r|--require)|--import)(?:=(.*))?$/s;
/** A name that is a path or a URL already. */
const WHOLE = /^(\/|\w+:)/;

/** @returns {string | null} where the name leads to, if that is this package, and it is no path yet */
function pathOf(name) {
  if (name === undefined || exec(WHOLE, name) !== null) return null;
  try {
    const file = require.resolve(name, { paths: [process.cwd()] });
    return dirname(file) === __dirname ? file : null;
  } catch {
    return null; // not gocluster, which could be resolved
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
