'use strict';

// What a user may have meant if the first argument of the gocluster command is not a script. Used by index.js.

const path = require('node:path');
const { nearest } = require('../lib/nearest');

/** Options that are meant by words. */
const OPTIONS = ['help', 'version'];
/** Words of node's own. */
const NODE_WORDS = ['inspect'];
/** Options that other process managers have and node lacks. */
const COUNTS = /^--(workers|instances)(=|$)/;
/** Whether node would find a script of that name: `server` is server.js, or a folder with an index.js. */
function isScript(word) {
  try {
    require.resolve(path.resolve(word));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string[]} args all that stood behind "gocluster"
 * @param {string[]} commands that there are
 * @returns {string | null} a sentence; null where they are for node
 */
function suggestion([first = '', ...rest], commands) {
  if (COUNTS.test(first)) {
    const [option] = first.split('=');
    return `there is no ${option}: the script says how many workers there are, by cluster.fork(); or it is "gocluster run" that you mean`;
  }
  // A path is meant to be a script: node reports what is wrong with it.
  if (!/^\w[\w-]*$/.test(first) || NODE_WORDS.includes(first) || isScript(first)) return null;
  const near = nearest(first, [...commands, ...OPTIONS]);
  const script = rest.find((word) => !word.startsWith('-') && isScript(word));
  const word = script ? `run ${script}` : OPTIONS.includes(near) ? `--${near}` : near;
  const nothing = `there is no script and no command "${first}"`;
  return word ? `${nothing}; did you mean "gocluster ${word}"?` : nothing;
}

module.exports = { suggestion };
