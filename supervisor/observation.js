'use strict';

// What a worker must observe about itself. It is passed in a variable of its environment, which worker_preload.js removes. Used by
// fleet.js and recycle.js.

/** Each worker's limit is lower by up to this share, so that workers that were started together do not become old together. */
const JITTER = 0.1;

/** @param {number} limit @returns {number} */
function early(limit) {
  return limit * (1 - JITTER * Math.random());
}

/**
 * @param {{maxRequests?: number, stuckAfter?: number, watch: boolean}} config
 * @returns {object} variables for the environment; none if there is nothing to observe
 */
function observation({ maxRequests, stuckAfter, watch }) {
  if (!maxRequests && !stuckAfter && !watch) return {};
  const requests = maxRequests && Math.ceil(early(maxRequests));
  return { GOCLUSTER_OBSERVE: JSON.stringify({ requests, stuckAfter, watch }) };
}

module.exports = observation;
module.exports.early = early;
