'use strict';

// Every error and warning of gocluster's own, with its code. Errors that Node has too carry Node's code.

const path = require('node:path');

const MAX_PORT = 65535;
/** What builds the native part from source. */
const BUILD = path.join(__dirname, '..', 'scripts', 'build.js');

/**
 * @typedef {Error & {code: string}} CodedError
 *
 * Codes:
 * - ERR_CLUSTER_NATIVE: the native part should run here and does not load.
 * - ERR_INVALID_ARG_VALUE: GOCLUSTER_CORE in the environment is nothing that can be.
 * - ERR_CLUSTER_LATE: the built-in cluster has workers already.
 * - ERR_CLUSTER_SYSTEM: the kernel refused something that a worker needs. cluster.fork() makes the worker's 'error' event
 *   of it.
 * - ERR_INVALID_ARG_TYPE: settings.args is no array.
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

function nativeError(tried, cause) {
  const error = codedError(
    Error,
    'ERR_CLUSTER_NATIVE',
    `gocluster's native part does not load.\n  Tried: ${tried}\n  Reason: ${cause.message}\n` +
      '  Possible solutions:\n' +
      '  - if node_modules was copied from another machine or image, install on this one;\n' +
      `  - build it here, which needs Go and a C compiler: node ${BUILD}\n` +
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

/** The kernel refused something that a worker needs. @param {number} errno negative, as libuv has it */
function shortageError(call, errno) {
  const error = codedError(Error, 'ERR_CLUSTER_SYSTEM', `${call} failed (errno ${-errno})`);
  error.shortage = errno;
  return error;
}

/**
 * @param {unknown} port
 * @throws {RangeError} ERR_SOCKET_BAD_PORT, Node's own: dns.lookupService checks its port in the same words
 */
function checkPort(port) {
  const isPort =
    (typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')) &&
    +port === +port >>> 0 &&
    port <= MAX_PORT;
  if (!isPort) require('node:dns').lookupService('127.0.0.1', port, () => {});
}

/** child_process.fork would take it for its options, and the worker, forked without its environment, for a primary. */
function badArgsError(args) {
  // What is in it may be secret: they are options with an environment, as like as not.
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

/** What users are told about a bug of gocluster's own. */
function bugReport(what, story) {
  return (
    `${what} This is a bug in gocluster. Please report it ("npm bugs gocluster" says where), with this text, ` +
    `the versions of Node (${process.version}) and of gocluster (${require('../package.json').version}):\n${story}`
  );
}

module.exports = {
  BUILD,
  bugReport,
  nativeError,
  coreSettingError,
  lateError,
  shortageError,
  checkPort,
  badArgsError,
  badPolicyError,
};
