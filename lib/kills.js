'use strict';

// Kills: the signals that worker.kill() has sent, and which exits are wanted because of them. Used by departures.js.

const { signals } = require('node:os').constants;
const { Map, arrayIncludes, stringToUpperCase } = require('./intrinsics');

/** Signals that ask a process to end: a process that catches one is about to end. Other signals may mean anything. */
const ASKING = [signals.SIGTERM, signals.SIGINT, signals.SIGQUIT, signals.SIGKILL];

/** @param {string | number} signal as ChildProcess.kill() takes it */
function numberOf(signal) {
  return typeof signal === 'number' ? signal : signals[stringToUpperCase(signal)];
}

/** @param {string | number} signal */
function asksToEnd(signal) {
  return arrayIncludes(ASKING, numberOf(signal));
}

/** Whether no process can catch the signal. @param {string | number} signal */
function isFinal(signal) {
  return numberOf(signal) === signals.SIGKILL;
}

class Kills {
  #sent = new Map(); // by worker, to {numbers, alone}: the signals, and whether they are the only reason why its exit is wanted

  /**
   * A connected worker was sent a signal. If the signal asks it to end, its exit is wanted from now on.
   *
   * @param {{exitedAfterDisconnect?: boolean}} worker
   * @param {string | number} signal
   */
  add(worker, signal) {
    // With GOCLUSTER_COMPAT=node a kill does not make the exit a wanted one, as in Node since 18.
    if (process.env.GOCLUSTER_COMPAT === 'node') return;
    const sent = this.#sent.get(worker) ?? { numbers: [], alone: false };
    this.#sent.set(worker, sent);
    sent.numbers[sent.numbers.length] = numberOf(signal);
    if (!asksToEnd(signal) || worker.exitedAfterDisconnect) return;
    worker.exitedAfterDisconnect = true;
    sent.alone = true;
  }

  /** Whether a kill is the only reason why the worker's exit is wanted: such a worker may do anything until it exits. */
  isOnlyReason(worker) {
    return this.#sent.get(worker)?.alone === true;
  }

  /** The worker's exit is wanted for another reason, too. */
  addReason(worker) {
    const sent = this.#sent.get(worker);
    if (sent) sent.alone = false;
  }

  /**
   * The worker has ended.
   *
   * @param {object} worker
   * @param {string | null} signal what has ended it
   * @returns {boolean} whether worker.kill() has sent that signal, also if it is not one that asks a process to end
   */
  end(worker, signal) {
    const sent = this.#sent.get(worker);
    this.#sent.delete(worker);
    return sent !== undefined && signal !== null && arrayIncludes(sent.numbers, numberOf(signal));
  }
}

module.exports = { Kills, asksToEnd, isFinal };
