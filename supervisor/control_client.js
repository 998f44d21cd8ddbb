'use strict';

// Asks a running supervisor. Used by the command.

const net = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { VERSION, readLine } = require('./control_line');
const { names, socketPath } = require('./control_path');
const { controlError } = require('./errors');

/** When a request is made again of which another process was told to be in charge. */
const AGAIN_MS = 100;
/** A supervisor answers `status` at once. One that does not for so long, in milliseconds, is stopped, or cannot go on. */
const STATUS_MS = 10_000;

/** @param {{message: string, verbs?: string[]}} failure as it was answered @param {string} file */
function failureOf(failure, file) {
  const isLookedAt = failure.verbs && !failure.verbs.includes('status');
  const message = isLookedAt
    ? `what answers at ${file} was not started by "gocluster run": it can be looked at, by "gocluster top --control ${file}", and nothing else`
    : failure.message;
  return Object.assign(new Error(message), failure, { message });
}

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
    if (request.verb === 'status') {
      socket.setTimeout(STATUS_MS, () => {
        const seconds = STATUS_MS / 1000;
        const error = controlError(`what listens at ${file} has not answered for ${seconds} s`);
        reject(Object.assign(error, { isSilent: true }));
        socket.destroy();
      });
    }
    readLine(socket, (error, answer) => {
      if (error) reject(error);
      else if (answer.ok) resolve(answer.result);
      else reject(failureOf(answer.error, file));
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
  if (living.length === 0) {
    const silent = outcomes.find(({ reason }) => reason.isSilent);
    throw silent?.reason ?? controlError('no supervisor of this user runs');
  }
  if (living.length > 1) {
    throw controlError(
      `several supervisors run: say which, by --name ${living.join(' or --name ')}`,
    );
  }
  return askAt(socketPath(living[0]), request);
}

/** @param {{name?: string, control?: string}} where @param {object} request */
function askOnce({ name, control }, request) {
  const { GOCLUSTER_CONTROL } = process.env;
  if (control) return askAt(control, request);
  if (name) return askAt(socketPath(name), request);
  return GOCLUSTER_CONTROL ? askAt(GOCLUSTER_CONTROL, request) : onlyOne(request);
}

/**
 * Where a request has waited for the end of an upgrade it is made to the new process, which has the socket by now. Not one about a worker,
 * who is gone.
 *
 * @param {{name?: string, control?: string}} where
 * @param {object} request
 */
async function ask(where, request) {
  for (;;) {
    try {
      return await askOnce(where, request);
    } catch (error) {
      if (error.code !== 'ERR_GOCLUSTER_REPLACED' || request.id !== undefined) throw error;
      await delay(AGAIN_MS); // the new process may be about to take the socket, or have none
    }
  }
}

module.exports = { ask, askAt };
