'use strict';

// What a user may have meant if the first argument of the gocluster command is not a script. Used by index.js.

const path = require('node:path');
const { nearest } = require('../lib/nearest');

/** The command that is meant by each word. */
const COMMANDS = {
  run: 'gocluster run',
  status: 'gocluster status',
  reload: 'gocluster reload',
  scale: 'gocluster scale',
  drain: 'gocluster drain',
  restart: 'gocluster restart',
  stop: 'gocluster stop',
  top: 'gocluster top',
  doctor: 'gocluster doctor',
  help: 'gocluster --help',
  version: 'gocluster --version',
};
/** Words that node itself understands in the place of a script. */
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
 * @param {string[]} args all arguments of the command
 * @returns {string | null} what is wrong with them, as a sentence; null if they are for node
 */
function suggestion([first = '', ...rest]) {
  if (COUNTS.test(first)) {
    const [option] = first.split('=');
    return `there is no ${option}: the script says how many workers there are, by cluster.fork(); or it is "gocluster run" that you mean`;
  }
  // A path is meant to be a script: node reports what is wrong with it.
  if (!/^\w[\w-]*$/.test(first) || NODE_WORDS.includes(first) || isScript(first)) return null;
  const near = nearest(first, Object.keys(COMMANDS));
  const script = rest.find((word) => !word.startsWith('-') && isScript(word));
  const meant = script ? `gocluster ${script}` : COMMANDS[near];
  const nothing = `there is no script and no command "${first}"`;
  return meant ? `${nothing}; did you mean "${meant}"?` : nothing;
}

module.exports = { suggestion };
