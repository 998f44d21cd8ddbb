'use strict';

// Starts the processes of workers, either with what they need to load their half of this package, or as workers of Node's own. Used
// by primary.js.

const environment = require('./environment');
const { errnoName } = require('./errno');
const Half = require('./half');
const { ADDON, PLACE } = require('./native');
const wayOf = require('./preload_way');
const { stdioWith, forkOptions } = require('./settings');
const { VERSION } = require('./wire');

class WorkerProcesses {
  #half = new Half(ADDON);
  #unhanded;

  /** @param {import('./unhanded').Unhanded} unhanded gets the reason if the core cannot hand connections to a worker */
  constructor(unhanded) {
    this.#unhanded = unhanded;
  }

  /**
   * @param {Error & {code: string}} error with which the core's start has failed
   * @returns {string | null} the reason, if it is that a deployment has removed or replaced files since this process was started
   */
  missing({ code }) {
    if (code !== 'ERR_CLUSTER_NATIVE' || this.#half.isWhole()) return null;
    return 'its files have been removed or replaced since this process was started';
  }

  /**
   * @param {typeof import('node:child_process').fork} fork
   * @param {number} id of the worker
   * @param {object} [env] what the program adds to the worker's environment
   * @param {object} settings
   * @param {import('./core') | null} core null if there is none
   * @param {number} shortage a negative errno if there is no core because this process lacks a resource; else 0
   * @returns {import('node:child_process').ChildProcess}
   */
  start(fork, id, env, settings, core, shortage) {
    const options = forkOptions(settings, { ...process.env, ...env }, settings.stdio);
    let obstacle = this.#half.obstacle(options);
    let pair = null;
    if (obstacle === null && core !== null) {
      pair = core.pair();
      if (typeof pair === 'number') shortage = pair;
    }
    if (obstacle === null && shortage !== 0) obstacle = shortageReason(shortage);
    if (obstacle !== null) {
      // If this process lacks a resource for this, too, Node's own fork throws.
      environment.markPlain(options.env, id);
      const child = fork(settings.exec, settings.args, options);
      this.#unhanded.setReason(id, obstacle);
      return child;
    }
    return pair === null
      ? startMarked(fork, id, settings, options, null)
      : startWithChannel(fork, id, settings, options, core, pair);
  }
}

function shortageReason(errno) {
  return `This process has too little left for a channel to it (${errnoName(errno)}): see "ulimit -a".`;
}

function startWithChannel(fork, id, settings, options, core, pair) {
  let child;
  try {
    const { stdio, index } = stdioWith(settings, pair.far);
    const channel = { fd: index, version: VERSION, place: PLACE };
    child = startMarked(fork, id, settings, { ...options, stdio }, channel);
    if (child.stdio) child.stdio.length--; // removes the channel's entry. Without descriptors for the streams there is no array
  } catch (error) {
    core.release(pair);
    throw error;
  }
  if (child.pid === undefined) core.release(pair);
  else core.addWorker(id, child.pid, pair);
  return child;
}

function startMarked(fork, id, { exec, args }, options, channel) {
  const marked = environment.mark(options, id, channel, wayOf(options));
  const child = fork(exec, args, marked);
  environment.hideArgument(child);
  return child;
}

module.exports = WorkerProcesses;
