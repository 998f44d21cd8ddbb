'use strict';

// All errors of gocluster's own, with their codes, and the warnings about the core and its channels. Errors that Node has, too, have
// Node's code. Errors about options are made in option_errors.js.

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { errnoName } = require('./errno');
const { Error, TypeError, stringTrim } = require('./intrinsics');

const MAX_PORT = 65535;

/**
 * @typedef {Error & {code: string}} CodedError
 *
 * Codes:
 * - ERR_CLUSTER_NATIVE: the native part should run here and does not load.
 * - ERR_INVALID_ARG_VALUE: GOCLUSTER_CORE in the environment has no valid value; an option of gocluster/server or of
 *   setupPrimary() is unknown, or has a value that it cannot have.
 * - ERR_CLUSTER_LATE: the built-in cluster has workers already.
 * - ERR_CLUSTER_SYSTEM: the kernel refused something that the core needs. cluster.fork() forks the worker as Node's own then.
 * - ERR_CLUSTER_UPGRADE: this process is not replaced, and continues to run.
 * - ERR_INVALID_ARG_TYPE: settings.args is no array; an option has a value of another type.
 * - ERR_CLUSTER_OPTIONS_DIFFER, on a server: other workers listen on its address with other options.
 * - ERR_CLUSTER_OPTIONS, on a server: its options are not available.
 * - ERR_CLUSTER_SETTLED: setupPrimary() asks for another policy than the first call or fork() has settled.
 * - ERR_SERVER_ALREADY_LISTEN: options for a server that listens already.
 * - ERR_INTERNAL_ASSERTION: an unknown scheduling policy, as in Node.
 */

/**
 * @param {ErrorConstructor} Base
 * @param {string} code
 * @param {string} message
 * @returns {CodedError}
 */
function codedError(Base, code, message) {
  const error = new Base(message);
  // Node shows the code in the stack and keeps the name: "RangeError [ERR_SOCKET_BAD_PORT]: ...".
  const { name } = error;
  error.name = `${name} [${code}]`;
  void error.stack;
  delete error.name;
  error.code = code;
  return error;
}

/** A bundle contains this package's JavaScript, but not the files that it loads. */
function isBundled() {
  return !existsSync(join(__dirname, 'errors.js'));
}

const WHERE_BUNDLED =
  '  - leave gocluster external: out of the bundle, and installed beside it (docs/bundlers.md has the line for each bundler);\n';

/** A function, because ncc replaces the name of a constant path by an expression, also in `module.exports = { NAME }`. */
function buildCommand() {
  return `node ${join(__dirname, '..', 'scripts', 'build.js')}`;
}

const WHERE_INSTALLED =
  '  - if node_modules was copied from another machine or image, install on this one;\n' +
  `  - build it here, which needs Go and a C compiler: ${buildCommand()}\n`;

function nativeError(tried, cause) {
  const error = codedError(
    Error,
    'ERR_CLUSTER_NATIVE',
    `gocluster's native part does not load.\n  Tried: ${tried}\n  Reason: ${cause.message}\n` +
      '  Possible solutions:\n' +
      (isBundled() ? WHERE_BUNDLED : WHERE_INSTALLED) +
      "  - run the program without gocluster: Node's own cluster has the same interface.",
  );
  error.cause = cause;
  return error;
}

function coreSettingError(value, possible) {
  return codedError(
    TypeError,
    'ERR_INVALID_ARG_VALUE',
    `The environment variable GOCLUSTER_CORE must be ${possible}. Received '${value}'`,
  );
}

function lateError() {
  return codedError(
    Error,
    'ERR_CLUSTER_LATE',
    'gocluster was loaded after cluster.fork(); load it first, for example with "node -r gocluster/register"',
  );
}

/** The kernel refused something that the core needs. @param {number} errno negative, as libuv has it */
function shortageError(call, errno) {
  const error = codedError(Error, 'ERR_CLUSTER_SYSTEM', `${call} failed (errno ${-errno})`);
  error.shortage = errno;
  return error;
}

/** The core cannot answer with its statistics. @param {number} errno negative */
function statsError(errno) {
  const code = errnoName(errno);
  const error = new Error(`stats ${code}`);
  error.errno = errno;
  error.code = code;
  error.syscall = 'stats';
  return error;
}

/** @param {string} reason */
function upgradeError(reason) {
  return codedError(Error, 'ERR_CLUSTER_UPGRADE', `not upgraded: ${reason}`);
}

/**
 * @param {unknown} port
 * @throws {RangeError} ERR_SOCKET_BAD_PORT, Node's own error: dns.lookupService checks its port with the same message
 */
function checkPort(port) {
  const isPort =
    (typeof port === 'number' || (typeof port === 'string' && stringTrim(port) !== '')) &&
    +port === +port >>> 0 &&
    port <= MAX_PORT;
  if (!isPort) require('node:dns').lookupService('127.0.0.1', port, () => {});
}

/** child_process.fork would take such args for its options: the worker would be forked without its environment, as a primary. */
function badArgsError(args) {
  // Only the class is named: the object is probably options with an environment, which may hold secrets.
  const kind = args.constructor?.name ?? 'Object';
  return codedError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "settings.args" property must be an instance of Array. Received an instance of ${kind}`,
  );
}

function badPolicyError(policy) {
  return codedError(Error, 'ERR_INTERNAL_ASSERTION', `Bad cluster.schedulingPolicy: ${policy}`);
}

/** The text about a bug in gocluster, for its users. */
function bugReport(what, story) {
  return (
    `${what} This is a bug in gocluster. Please report it to its maintainers ("npm owner ls gocluster" names them), with this text, ` +
    `the versions of Node (${process.version}) and of gocluster (${require('../package.json').version}):\n${story}`
  );
}

/** A worker's channel had to be closed. @param {number} errno negative, as libuv has it */
function warnBroken(id, errno) {
  const name = errnoName(errno);
  const reason =
    name === 'EMFILE' || name === 'ENFILE'
      ? 'This process had no descriptor left for it.'
      : 'Either something in it writes to a descriptor that is not its own, or this is a bug in gocluster.';
  process.emitWarning(
    `The channel of cluster worker ${id} was closed (${name}): it gets no more connections. ${reason}`,
    { code: 'GOCLUSTER_CHANNEL' },
  );
}

function warnBrokenIPC(id, error) {
  process.emitWarning(
    `Cluster worker ${id} was disconnected (${error.message}): it sent what is no message over IPC. ` +
      'Something in it writes to a descriptor that is not its own.',
    { code: 'GOCLUSTER_IPC' },
  );
}

/**
 * @param {{text: string | null, lost: number}} failure text: the core's own report, null if it was killed; lost: how many connections
 *   have ended before they were handed to a worker
 * @param {string | null} problem why it was not started again
 */
function warnCoreFailed({ text, lost }, problem) {
  const outcome =
    problem === null
      ? `It was started again, and service goes on. Connections that nobody had been handed have ended${lost > 0 ? `: ${lost}` : ''}.`
      : `Workers get no more connections until this process is restarted: ${problem}.`;
  const message =
    text === null
      ? `The process of gocluster's core has ended, as if somebody had killed it. ${outcome}`
      : bugReport(`gocluster's core has stopped. ${outcome}`, text);
  process.emitWarning(message, { code: 'GOCLUSTER_FAILED' });
}

module.exports = {
  codedError,
  buildCommand,
  nativeError,
  coreSettingError,
  lateError,
  shortageError,
  statsError,
  upgradeError,
  checkPort,
  badArgsError,
  badPolicyError,
  warnBroken,
  warnBrokenIPC,
  warnCoreFailed,
};
