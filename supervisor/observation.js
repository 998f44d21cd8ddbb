'use strict';

// What a worker is to observe of itself, said in its environment, which worker_preload.js takes it out of. Used by fleet.js.

/** Workers that were started together do not become old together: each has up to this share less. */
const JITTER = 0.1;

/** @param {number} limit @returns {number} */
function early(limit) {
  return limit * (1 - JITTER * Math.random());
}

/**
 * @param {{maxRequests?: number, stuckAfter?: number, watch: boolean}} config
 * @returns {object} for the environment; empty where nothing is asked for
 */
function observation({ maxRequests, stuckAfter, watch }) {
  if (!maxRequests && !stuckAfter && !watch) return {};
  const requests = maxRequests && Math.ceil(early(maxRequests));
  return { GOCLUSTER_OBSERVE: JSON.stringify({ requests, stuckAfter, watch }) };
}

module.exports = observation;
module.exports.early = early;
