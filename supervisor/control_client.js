'use strict';

// Sends requests to a running supervisor. Used by the command, and by control.js.

const { setTimeout: delay } = require('node:timers/promises');
const { askAt, request } = require('../observe/control_request');
const { names, socketPath } = require('./control_path');
const { configError, controlError } = require('./errors');

/** How long to wait before a request is sent again that another process must answer, in milliseconds. */
const AGAIN_MS = 100;

/** @throws what the supervisor says, in words for whoever asked another program */
async function askSupervisor(file, asked) {
  try {
    return await askAt(file, asked);
  } catch (error) {
    if (error.verbs && !error.verbs.includes('status')) {
      error.message = `what answers at ${file} was not started by "gocluster run": it can be looked at, by "gocluster top --control ${file}", and nothing else`;
    }
    throw error;
  }
}

/**
 * @param {string} verb that a service answers
 * @returns {Promise<{living: string[], silent?: Error}>} the names of this user's services that answer; silent: says of one that does not
 *   that it is stopped
 */
async function services(verb) {
  const known = names();
  const outcomes = await Promise.allSettled(known.map((name) => askAt(socketPath(name), { verb })));
  return {
    living: known.filter((_, i) => outcomes[i].status === 'fulfilled'),
    silent: outcomes.find(({ reason }) => reason?.isSilent)?.reason,
  };
}

/** The only service that runs. */
async function onlyOne() {
  const { living, silent } = await services('status');
  if (living.length === 0) throw silent ?? controlError('no supervisor of this user runs');
  if (living.length > 1) {
    throw controlError(
      `several supervisors run: say which, by --name ${living.join(' or --name ')}`,
    );
  }
  return socketPath(living[0]);
}

/**
 * @param {{name?: string, control?: string}} where
 * @returns {string | undefined} a path; undefined where none is said
 * @throws ERR_GOCLUSTER_CONFIG: a value is empty, as that of an unset variable: the only service that runs may be another one
 */
function placeOf({ name, control }) {
  if (name === '' || control === '')
    throw configError([`--${control === '' ? 'control' : 'name'} needs a value`]);
  if (control) return control;
  return name ? socketPath(name) : process.env.GOCLUSTER_CONTROL || undefined;
}

/**
 * Sends a request. If it has waited for the end of an upgrade it is sent again to the new process, which has the socket by now, except
 * if it is about a worker, which is gone.
 *
 * @param {{name?: string, control?: string}} where
 * @param {object} asked
 */
async function ask(where, asked) {
  for (;;) {
    try {
      return await askSupervisor(placeOf(where) ?? (await onlyOne()), asked);
    } catch (error) {
      if (error.code !== 'ERR_GOCLUSTER_REPLACED' || asked.id !== undefined) throw error;
      await delay(AGAIN_MS); // the new process may be about to take the socket, or have none
    }
  }
}

module.exports = { ask, askAt, placeOf, request, services };
