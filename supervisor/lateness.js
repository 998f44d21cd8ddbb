'use strict';

// Why a worker was not ready in time. Used by supervised_worker.js.

const ALONE =
  "it listens by itself (exclusive or reusePort), which is noticed only if it calls process.send('ready')";

/**
 * @param {{waitReady: boolean, readyTimeout: number}} config
 * @param {Map<string, object>} required by key, where it was to listen
 * @param {Map<string, object>} addresses by key, where it does
 * @param {boolean} listensAlone whether it also listens where the primary is not told
 * @returns {string} in words
 */
function lateness({ waitReady, readyTimeout }, required, addresses, listensAlone) {
  const within = `within ${readyTimeout} ms`;
  if (waitReady) return `it did not say process.send('ready') ${within}`;
  if (addresses.size === 0) return listensAlone ? ALONE : `it did not listen ${within}`;
  const missing = [...required.keys()].filter((key) => !addresses.has(key));
  if (missing.length === 0) return `it did not listen ${within}`;
  return `it did not listen on ${missing.join(', ')} ${within}, as the worker it replaces does, but on ${[...addresses.keys()].join(', ')}`;
}

module.exports = lateness;
