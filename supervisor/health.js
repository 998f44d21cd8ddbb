'use strict';

// Health: pages for a load balancer and for Kubernetes. /live: the supervisor answers. Every other path, as /ready: this machine is to get
// connections (200), or not, and why (503). Used by balancers.js.

const http = require('node:http');
const keepNewest = require('./newest_connections');

const CONNECTIONS_MAX = 64;
/** A client has so long to ask, and it is looked as often, in milliseconds. */
const REQUEST_MS = 1000;

/** @param {import('./availability')} availability @returns {import('node:http').Server} which does not listen yet */
function healthServer(availability) {
  const limits = {
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: REQUEST_MS,
  };
  const server = http.createServer(limits, (request, response) => {
    const { isReady, reason } = availability.get();
    const isLive = request.url === '/live';
    response.writeHead(isLive || isReady ? 200 : 503, {
      'Content-Type': 'text/plain',
      Connection: 'close',
    });
    response.end(`${isLive ? 'live' : reason || 'ready'}\n`);
  });
  keepNewest(server, CONNECTIONS_MAX);
  return server;
}

module.exports = healthServer;
