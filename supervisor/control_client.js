'use strict';

// Sends requests to a running supervisor. Used by the command, and by control.js.

const net = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { VERSION, readLine } = require('./control_line');
const { names, socketPath } = require('./control_path');
const { controlError } = require('./errors');

/** How long to wait before a request is sent again that another process must answer, in milliseconds. */
const AGAIN_MS = 100;
/** How long to wait for `status`, in milliseconds. A supervisor answers it at once, unless it is stopped or blocked. */
const STATUS_MS = 10_000;

/** @param {{message: string, verbs?: string[]}} failure from the answer @param {string} file */
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
 * @throws the supervisor's error, with its code, or ERR_GOCLUSTER_CONTROL
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

/** Asks the only service that runs. @throws ERR_GOCLUSTER_CONTROL if none or several run */
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
 * Sends a request. If it has waited for the end of an upgrade it is sent again to the new process, which has the socket by now, except
 * if it is about a worker, which is gone.
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
