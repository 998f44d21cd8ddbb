'use strict';

// How a worker learns what it is: marks that worker_processes.js sets and take_over.js takes away again before user code.

const { join } = require('node:path');
const { Number, arrayConcat, arraySplice, deleteProperty, exec } = require('./intrinsics');
const { addPreload, removePreload } = require('./node_options');

const PRELOAD = join(__dirname, 'preload.js');
/** What a primary of 0.1.0 has its workers load. */
const FIRST_PRELOAD = join(__dirname, 'cluster.js');
/** The preload as an argument. A thread of a worker finds it there again. */
const ARGUMENT = `--require=${PRELOAD}`;

const CHANNEL = 'GOCLUSTER_CHANNEL';

/** The value of CHANNEL in a worker that has none, because its listening sockets are shared. */
const NO_CHANNEL = 'none';
/** Its value in any other worker: descriptor, version of the frames, place of the addon. */
const MARK = /^(\d+):(\d+):([\w/-]+)$/;
/** Its value from a primary of 0.1.0: the descriptor, and the path of that primary's addon. */
const FIRST_MARK = /^(\d+):\//;
const FIRST_VERSION = 1;

/**
 * @typedef {object} Channel what a worker is told about its channel
 * @property {number} fd its descriptor in the worker
 * @property {number} version of the frames that the primary understands
 * @property {string} place of the primary's addon in the package's folder: looking for one takes a millisecond
 */

/**
 * Marks a worker that gets its half from this package.
 *
 * @param {import('node:child_process').ForkOptions} options their environment is changed
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
 * Takes the marks out of this process.
 *
 * @returns {{channel: Channel | null} | null} null in a process that is no worker of ours
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
