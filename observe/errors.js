'use strict';

// All errors of the statistics, the metrics and the control socket, with their codes.

/**
 * Codes:
 * - ERR_CLUSTER_NOT_PRIMARY: a worker has asked for something that only the primary knows.
 * - ERR_GOCLUSTER_CONTROL: no control socket could be created, or something that is not a request was sent to one.
 * - ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE: an argument is wrong, as in Node.
 */
function codedError(Base, code, message) {
  const error = new Base(message);
  // As Node shows it: "RangeError [ERR_OUT_OF_RANGE]: ...".
  const { name } = error;
  error.name = `${name} [${code}]`;
  void error.stack;
  delete error.name;
  error.code = code;
  return error;
}

function notPrimaryError(what) {
  const message = `${what} is for the primary: a worker does not know what the others do`;
  return codedError(Error, 'ERR_CLUSTER_NOT_PRIMARY', message);
}

/** Has the same message as Node's own error. */
function typeError(name, expected, value) {
  const kind =
    value === null || value === undefined
      ? `${value}`
      : typeof value === 'object'
        ? `an instance of ${value.constructor?.name ?? 'Object'}`
        : `type ${typeof value}`;
  const message = `The "${name}" ${name.includes('.') ? 'property' : 'argument'} must be ${expected}. Received ${kind}`;
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

function rangeError(name, expected, value) {
  const message = `The value of "${name}" is out of range. It must be ${expected}. Received ${value}`;
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', message);
}

function controlError(message) {
  return Object.assign(new Error(message), { code: 'ERR_GOCLUSTER_CONTROL' });
}

module.exports = { controlError, notPrimaryError, typeError, rangeError };
