'use strict';

// The marks by which a worker learns what it is. worker_processes.js sets them, and take_over.js removes them before user code runs.

const { join } = require('node:path');
const { Number, arrayConcat, arraySplice, deleteProperty, exec } = require('./intrinsics');
const { addPreload, removePreload } = require('./node_options');

const PRELOAD = join(__dirname, 'preload.js');
/** The file that a primary of version 0.1.0 makes its workers load. */
const FIRST_PRELOAD = join(__dirname, 'cluster.js');
/** The preload as an argument. A worker's threads find it in their arguments again. */
const ARGUMENT = `--require=${PRELOAD}`;

const CHANNEL = 'GOCLUSTER_CHANNEL';

/** The value of CHANNEL in a worker that has no channel, because the workers share their listening sockets. */
const NO_CHANNEL = 'none';
/** The value of CHANNEL in any other worker: descriptor, version of the frames, place of the addon. */
const MARK = /^(\d+):(\d+):([\w/-]+)$/;
/** The value of CHANNEL from a primary of version 0.1.0: the descriptor, and the path of that primary's addon. */
const FIRST_MARK = /^(\d+):\//;
const FIRST_VERSION = 1;

/**
 * @typedef {object} Channel what a worker is told about its channel
 * @property {number} fd its descriptor in the worker
 * @property {number} version of the frames that the primary understands
 * @property {string} place where the primary's addon is in the package's folder: to look for it would take a millisecond
 */

/**
 * Marks a worker that gets its half from this package.
 *
 * @param {import('node:child_process').ForkOptions} options the marks are added to their `env`, which is changed in place
 * @param {number} id of the worker
 * @param {Channel | null} channel
 * @param {{variable: boolean, argument: boolean}} way where the preload goes: into NODE_OPTIONS, into the arguments
 * @returns {import('node:child_process').ForkOptions}
 */
function mark(options, id, channel, way) {
  const { env, execArgv } = options;
  markPlain(env, id);
  env[CHANNEL] =
    channel === null ? NO_CHANNEL : `${channel.fd}:${channel.version}:${channel.place}`;
  if (way.variable) addPreload(env, PRELOAD);
  return way.argument ? { ...options, execArgv: arrayConcat([ARGUMENT], execArgv) } : options;
}

/** Marks a worker of Node's own. */
function markPlain(env, id) {
  env.NODE_UNIQUE_ID = `${id}`;
}

/** Makes a started process look as if the preload had not been among its arguments. */
function hideArgument({ spawnargs }) {
  if (spawnargs?.[1] === ARGUMENT) arraySplice(spawnargs, 1, 1);
}

/**
 * Removes the marks from this process.
 *
 * @returns {{channel: Channel | null} | null} null in a process that is no worker of gocluster's
 */
function unmark() {
  const { env, execArgv } = process;
  if (execArgv[0] === ARGUMENT) arraySplice(execArgv, 0, 1);
  const value = env[CHANNEL];
  if (value === undefined) return null;
  deleteProperty(env, CHANNEL);
  removePreload(env, PRELOAD);
  removePreload(env, FIRST_PRELOAD);
  if (value === NO_CHANNEL) return { channel: null };
  const found = exec(MARK, value) ?? exec(FIRST_MARK, value);
  if (found === null) return null;
  const version = Number(found[2] ?? FIRST_VERSION);
  return { channel: { fd: Number(found[1]), version, place: found[3] ?? '' } };
}

module.exports = { mark, markPlain, hideArgument, unmark };
