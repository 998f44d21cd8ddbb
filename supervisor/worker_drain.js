'use strict';

// Drain, in a worker: tells its clients that it goes, by what Node documents. The servers are closed by cluster's own disconnect(),
// which comes right behind. Used by worker_preload.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- subscribe is there since 18.7
const { subscribe } = require('node:diagnostics_channel');

/**
 * How long a kept connection without a request may still send one. Whoever does is answered, with `Connection: close`; to close at
 * once would reset those whose request is under way. Node's own server.keepAliveTimeout is as long.
 */
const IDLE_MS = 5000;
/** For how long the answer to a ping is waited for. */
const PING_MS = 1000;
/** A GOAWAY with this: streams that are under way are still served. RFC 9113, 6.8. */
const HIGHEST_STREAM = 2 ** 31 - 1;

/**
 * @param {import('./worker_servers').Servers} watched
 * @param {number} deadline milliseconds, after which this process ends even if the supervisor is gone
 */
function drain(watched, deadline) {
  setTimeout(() => process.exit(), deadline).unref();
  subscribe('http.server.request.start', ({ response }) => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  });
  const closeIdle = [];
  for (const server of watched.servers) {
    const { closeIdleConnections } = server;
    if (typeof closeIdleConnections !== 'function') continue;
    closeIdle.push(() => closeIdleConnections.call(server));
    // Since Node 19 close() calls it.
    server.closeIdleConnections = () => {};
  }
  setInterval(() => closeIdle.forEach((close) => close()), IDLE_MS).unref();
  watched.onSession = goAway;
  watched.sessions.forEach(goAway);
}

/** Streams that the client opened before it got GOAWAY are served: the answer to the ping comes after them. */
function goAway(session) {
  if (session.closed || session.destroyed) return;
  const close = () => {
    if (!session.closed && !session.destroyed) session.close();
  };
  session.goaway(0, HIGHEST_STREAM);
  setTimeout(close, PING_MS).unref();
  try {
    session.ping(close);
  } catch {
    close();
  }
}

module.exports = drain;
