'use strict';

// Drain, in a worker: informs clients that the worker is leaving, by documented functions of Node. cluster's own disconnect(), which
// follows immediately, closes the servers. Used by worker_preload.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- subscribe is there since 18.7
const { subscribe } = require('node:diagnostics_channel');
const closeAfter = require('./worker_last_response');

/**
 * How long an idle keep-alive connection may still send a request, in milliseconds. It is answered with `Connection: close`; to close
 * the connection at once would reset clients whose request is on its way. Node's own server.keepAliveTimeout is as long.
 */
const IDLE_MS = 5000;
/** How long to wait for the answer to a ping, in milliseconds. */
const PING_MS = 1000;
/** The last stream in the GOAWAY: the highest id, so that streams on their way are still served. RFC 9113, 6.8. */
const HIGHEST_STREAM = 2 ** 31 - 1;

/**
 * @param {import('./worker_servers').Servers} watched
 * @param {number} deadline milliseconds, after which this process ends even if the supervisor is gone
 */
function drain(watched, deadline) {
  setTimeout(() => process.exit(), deadline).unref();
  subscribe('http.server.request.start', ({ response }) => {
    if (!response.headersSent) closeAfter(response);
  });
  const closeIdle = [];
  for (const server of watched.servers) {
    const { closeIdleConnections } = server;
    if (typeof closeIdleConnections !== 'function') continue;
    closeIdle.push(() => closeIdleConnections.call(server));
    // Since Node 19 close() calls it, which would close idle connections too early.
    server.closeIdleConnections = () => {};
  }
  closeIdle.push(() => closeSilent(watched.underTls));
  if (watched.alone.size > 0) closeAlone(watched.alone);
  setInterval(() => closeIdle.forEach((close) => close()), IDLE_MS).unref();
  watched.onSession = goAway;
  watched.sessions.forEach(goAway);
}

/** Node counts no connection over TLS as idle before its handshake has ended. One that has sent nothing was opened in advance. */
function closeSilent(sockets) {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}

/**
 * Closes the servers that cluster does not know. It closes the channel when its own ones have ended, which tells the supervisor that all is
 * done: that must wait for these, too.
 */
function closeAlone(servers) {
  const { disconnect } = process;
  let isDue = false;
  let left = servers.size;
  process.disconnect = () => (isDue = true);
  const onClosed = () => {
    if (--left > 0) return;
    process.disconnect = disconnect;
    if (isDue && process.connected) process.disconnect();
  };
  servers.forEach((server) => server.close(onClosed));
}

/** Streams that the client opened before it got the GOAWAY are served: the answer to the ping arrives after them. */
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
