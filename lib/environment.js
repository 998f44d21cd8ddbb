'use strict';

// How a worker learns what it is: variables that primary.js sets and cluster.js takes away again before user code. And
// how a file is loaded before any other: the command uses that too.

const path = require('node:path');

const PRELOAD = path.join(__dirname, 'cluster.js');
const CHANNEL = 'GOCLUSTER_CHANNEL';

/** The value of CHANNEL in a worker that has none, because its listening sockets are shared. */
const NO_CHANNEL = 'none';

/**
 * @typedef {object} Channel what a worker needs to use its channel
 * @property {number} fd its descriptor in the worker
 * @property {string} addon the primary's, which is the worker's, too: looking for it takes a millisecond
 */

function preloadOption(file) {
  // NODE_OPTIONS is split at spaces; double quotes keep them, and a backslash keeps those.
  return `--require="${file.replace(/[\\"]/g, '\\$&')}"`;
}

/** Has node load a file first: the program's own preloads must find a clean environment. */
function addPreload(env, file) {
  const options = env.NODE_OPTIONS;
  env.NODE_OPTIONS = options == null ? preloadOption(file) : `${preloadOption(file)} ${options}`;
}

function removePreload(env, file) {
  const option = preloadOption(file);
  const options = env.NODE_OPTIONS ?? '';
  if (options === option) delete env.NODE_OPTIONS;
  else if (options.startsWith(`${option} `)) env.NODE_OPTIONS = options.slice(option.length + 1);
}

/**
 * @param {NodeJS.ProcessEnv} env the environment that the program asked for; it is changed
 * @param {number} id of the worker
 * @param {Channel | null} channel
 */
function mark(env, id, channel) {
  env.NODE_UNIQUE_ID = `${id}`;
  env[CHANNEL] = channel === null ? NO_CHANNEL : `${channel.fd}:${channel.addon}`;
  addPreload(env, PRELOAD);
}

/**
 * Takes the marks out of this process's environment.
 *
 * @returns {{channel: Channel | null} | null} null in what is no worker of ours
 */
function unmark() {
  const { env } = process;
  const value = env[CHANNEL];
  if (value === undefined) return null;
  delete env[CHANNEL];
  removePreload(env, PRELOAD);
  if (value === NO_CHANNEL) return { channel: null };
  const fd = parseInt(value, 10);
  return { channel: { fd, addon: value.slice(`${fd}:`.length) } };
}

module.exports = { addPreload, removePreload, mark, unmark };
