'use strict';

// Asks a running supervisor. Used by the command.

const net = require('node:net');
const { VERSION, readLine } = require('./control_line');
const { names, socketPath } = require('./control_path');
const { controlError } = require('./errors');

/**
 * @param {string} file
 * @param {object} request {verb, ...}
 * @returns {Promise<object>} the result
 * @throws what the supervisor says, with its code, or ERR_GOCLUSTER_CONTROL
 */
function askAt(file, request) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(file);
    socket.on('error', ({ code }) =>
      reject(controlError(`no supervisor answers at ${file} (${code})`)),
    );
    socket.write(`${JSON.stringify({ version: VERSION, ...request })}\n`);
    readLine(socket, (error, answer) => {
      if (error) reject(error);
      else if (answer.ok) resolve(answer.result);
      else reject(Object.assign(new Error(answer.error.message), answer.error));
    });
  });
}

/** The only service that runs. */
async function onlyOne(request) {
  const known = names();
  const outcomes = await Promise.allSettled(
    known.map((name) => askAt(socketPath(name), { verb: 'status' })),
  );
  const living = known.filter((_, i) => outcomes[i].status === 'fulfilled');
  if (living.length === 0) throw controlError('no supervisor of this user runs');
  if (living.length > 1) {
    throw controlError(
      `several supervisors run: say which, by --name ${living.join(' or --name ')}`,
    );
  }
  return askAt(socketPath(living[0]), request);
}

/** @param {{name?: string, control?: string}} where @param {object} request */
function ask({ name, control }, request) {
  if (control) return askAt(control, request);
  return name ? askAt(socketPath(name), request) : onlyOne(request);
}

module.exports = { ask, askAt };
