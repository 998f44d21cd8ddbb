'use strict';

// Unhanded: which workers can't be handed connections by the core, and why. They get them by a relay.js, and the user is told so
// once. Used by primary.js and worker_processes.js.

const { Map, stringSlice } = require('./intrinsics');
const { isUDP } = require('./shared_socket');
const { VERSION } = require('./wire');

/** The length of a reason, in characters. */
const REASON_MAX = 500;
/** The reason where neither the primary nor the worker has given another. */
const NO_PRELOAD =
  'Its preload did not run: what starts it drops NODE_OPTIONS, or is no Node that reads them.';

/**
 * @param {{channel?: boolean | number}} query a worker's queryServer message; 0.1.0 says true
 * @returns {boolean} whether the worker can be handed connections
 */
function isHanded({ channel }) {
  return (channel === true ? 1 : channel) === VERSION;
}

/** A worker's reason may be anything, of any length. */
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

  /** To be called for each queryServer message that is answered. */
  warnOnce({ id }, query) {
    if (this.#warned || isHanded(query) || isUDP(query.addressType)) return;
    const reason = this.#reasons.get(id) ?? NO_PRELOAD;
    this.#warned = true;
    this.#reasons.clear();
    process.emitWarning(
      `Cluster worker ${id} gets its connections as under Node's own cluster, and not from gocluster. ${reason} ` +
        '(Of other workers nothing is said.)',
      { code: 'GOCLUSTER_WORKER' },
    );
  }
}

module.exports = { Unhanded, isHanded };
