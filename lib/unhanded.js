'use strict';

// Unhanded: the workers that the core cannot hand connections to, and the reasons. They get their connections through a Relay, and
// the user is warned once. Used by primary.js, worker_processes.js, listeners.js and asked_options.js.

const { Map, stringSlice } = require('./intrinsics');
const { isUDP } = require('./shared_socket');
const { VERSION } = require('./wire');

/** The longest reason that is kept, in characters. */
const REASON_MAX = 500;
/** The reason if neither the primary nor the worker has given one. */
const NO_PRELOAD =
  'Its preload did not run: what starts it drops NODE_OPTIONS, or is no Node that reads them.';

/**
 * @param {{channel?: boolean | number}} query a worker's queryServer message; version 0.1.0 sends `channel: true`
 * @returns {boolean} whether the core can hand connections to the worker
 */
function isHanded({ channel }) {
  return (channel === true ? 1 : channel) === VERSION;
}

/** A worker may send a reason of any type and any length. */
function textOf(reason) {
  if (typeof reason !== 'string') return undefined;
  return reason.length > REASON_MAX ? `${stringSlice(reason, 0, REASON_MAX)}...` : reason;
}

class Unhanded {
  #reasons = new Map(); // by worker
  #warned = false;

  /**
   * @param {number} id of a worker
   * @param {string} reason
   */
  setReason(id, reason) {
    if (!this.#warned) this.#reasons.set(id, textOf(reason));
  }

  /** Called for each queryServer message that is answered. Warns at the first worker that the core cannot hand connections to. */
  warnOnce({ id }, query) {
    if (this.#warned || isHanded(query) || isUDP(query.addressType)) return;
    const reason = this.#reasons.get(id) ?? NO_PRELOAD;
    this.#warned = true;
    this.#reasons.clear();
    process.emitWarning(
      `Cluster worker ${id} gets its connections as under Node's own cluster, and not from gocluster. ${reason} ` +
        '(Other workers may be affected: this is reported once.)',
      { code: 'GOCLUSTER_WORKER' },
    );
  }
}

module.exports = { Unhanded, isHanded };
