'use strict';

// Counts the requests of a worker: HTTP/1.1 requests by a documented diagnostics channel of Node, and HTTP/2 streams. Used by
// worker_preload.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- subscribe is there since 18.7
const { subscribe } = require('node:diagnostics_channel');

const CHANNEL = 'http.server.request.start';

/**
 * @param {import('./worker_servers').Servers} watched
 * @param {number} limit
 * @param {() => void} onLimit called once
 */
function countRequests(watched, limit, onLimit) {
  let count = 0;
  const add = () => {
    // Never unsubscribes: on Node 18 that breaks a publication that is under way.
    if (++count === limit) onLimit();
  };
  subscribe(CHANNEL, add);
  watched.onOpen = (session) => session.on('stream', add);
}

module.exports = countRequests;
