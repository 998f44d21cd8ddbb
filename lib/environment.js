'use strict';

// How a worker learns what it is: variables that primary.js sets and cluster.js takes away again before user code. And
// how a file is loaded before any other: the command uses that too.

const path = require('node:path');

const PRELOAD = path.join(__dirname, 'cluster.js');
const CHANNEL = 'GOCLUSTER_CHANNEL';

/** The value of CHANNEL in a worker that has none, because its listening sockets are shared. */
const NO_CHANNEL = 'none';

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
 * @param {number} channel its descriptor in the worker, or -1
 */
function mark(env, id, channel) {
  env.NODE_UNIQUE_ID = `${id}`;
  env[CHANNEL] = channel < 0 ? NO_CHANNEL : `${channel}`;
  addPreload(env, PRELOAD);
}

/**
 * Takes the marks out of this process's environment.
 *
 * @returns {number | null} the channel's descriptor, -1 for a worker without one, null in what is no worker of ours
 */
function unmark() {
  const { env } = process;
  const channel = env[CHANNEL];
  if (channel === undefined) return null;
  delete env[CHANNEL];
  removePreload(env, PRELOAD);
  return channel === NO_CHANNEL ? -1 : Number(channel);
}

module.exports = { addPreload, removePreload, mark, unmark };
