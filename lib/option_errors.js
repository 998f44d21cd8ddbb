'use strict';

// The errors and warnings about options: of gocluster/server, of setupPrimary(), and of NODE_CLUSTER_SCHED_POLICY. errors.js has
// the list of codes. Loaded only when it is needed.

const { codedError } = require('./errors');
const { Error, String, TypeError, arrayJoin, isArray, jsonStringify } = require('./intrinsics');
const { nearest } = require('./nearest');

/** How a message describes an invalid value. */
function received(value) {
  if (value == null) return `${value}`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (isArray(value)) return jsonStringify(value);
  if (typeof value === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`;
  return typeof value === 'string'
    ? `type string ('${value}')`
    : `type ${typeof value} (${String(value)})`;
}

/** @param {string} name of the property @param {string} allowed in words */
function invalidTypeError(name, value, allowed) {
  const message = `The "${name}" property must be ${allowed}. Received ${received(value)}`;
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

function meant(word, words) {
  const near = typeof word === 'string' && nearest(word, words);
  return near ? `. Did you mean '${near}'?` : '';
}

/** @param {string} name of the property @param {string | string[]} allowed in words, or the words themselves */
function invalidValueError(name, value, allowed) {
  const words = isArray(allowed) ? `one of '${arrayJoin(allowed, "', '")}'` : allowed;
  const hint = isArray(allowed) ? meant(value, allowed) : '';
  const message = `The "${name}" property must be ${words}. Received ${received(value)}${hint}`;
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
}

/** @param {string} name of the object @param {string[]} allowed its keys */
function unknownKeyError(name, key, allowed) {
  const message = `There is no "${name}.${key}": the keys are '${arrayJoin(allowed, "', '")}'${meant(key, allowed)}`;
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
}

function listeningError() {
  const message = 'configure() comes before listen(): this server listens already.';
  return codedError(Error, 'ERR_SERVER_ALREADY_LISTEN', message);
}

/** @param {string} differs what is settled, and what is asked for, in words */
function settledError(differs) {
  const message = `The first setupPrimary() or fork() has settled what the servers of this process do: ${differs}.`;
  return codedError(Error, 'ERR_CLUSTER_SETTLED', message);
}

/**
 * A listen() that the primary refuses because of the server's options.
 *
 * @param {{code: string, message: string}} refusal
 * @param {{address: any, port: any}} query
 */
function refusalError({ code, message }, { address, port }) {
  const place = port >= 0 ? `${address ?? '*'}:${port}` : address;
  const error = codedError(Error, code, `listen ${place}: ${message}`);
  error.syscall = 'listen';
  error.address = address;
  if (port >= 0) error.port = port;
  return error;
}

/** The worker itself cannot tell why. @param {number} id of a worker @param {{message: string}} refusal */
function warnRefused(id, { message }) {
  process.emitWarning(`Cluster worker ${id} may not listen (EINVAL): ${message}`, {
    code: 'GOCLUSTER_WORKER',
  });
}

/** Such a NODE_CLUSTER_SCHED_POLICY means the default, as under Node. @param {string[]} words that may have been meant */
function warnUnknownPolicy(word, words) {
  const hint = meant(word, words);
  if (hint === '') return;
  process.emitWarning(`NODE_CLUSTER_SCHED_POLICY is '${word}', which is no policy${hint}`, {
    code: 'GOCLUSTER_POLICY',
  });
}

/**
 * Node's own cluster is used, and the program's options need gocluster.
 *
 * @param {string | null} policy that Node's lacks @param {boolean} isProxied whether the PROXY protocol is asked for
 */
function warnForeignOptions(policy, isProxied) {
  const lacking = [];
  const instead = [];
  if (policy !== null) {
    lacking[0] = `scheduling policy '${policy}'`;
    instead[0] = 'it is round robin';
  }
  if (isProxied) {
    lacking[lacking.length] = 'PROXY protocol';
    instead[instead.length] = 'the headers are left to the program';
  }
  process.emitWarning(
    `Node's own cluster is used, which has no ${arrayJoin(lacking, ' and no ')}: ${arrayJoin(instead, ', and ')}.`,
    { code: 'GOCLUSTER_POLICY' },
  );
}

module.exports = {
  invalidTypeError,
  invalidValueError,
  unknownKeyError,
  listeningError,
  settledError,
  refusalError,
  warnRefused,
  warnUnknownPolicy,
  warnForeignOptions,
};
