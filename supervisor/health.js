'use strict';

// Health: pages for a load balancer and for Kubernetes. /live: the supervisor answers. Every other path, as /ready: this machine is to get
// connections (200), or not, and why (503). Used by balancers.js.

const http = require('node:http');

const CONNECTIONS_MAX = 64;
const REQUEST_MS = 1000;

/** @param {import('./availability')} availability @returns {import('node:http').Server} which does not listen yet */
function healthServer(availability) {
  const server = http.createServer((request, response) => {
    const { isReady, reason } = availability.get();
    const isLive = request.url === '/live';
    response.writeHead(isLive || isReady ? 200 : 503, {
      'Content-Type': 'text/plain',
      Connection: 'close',
    });
    response.end(`${isLive ? 'live' : reason || 'ready'}\n`);
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.headersTimeout = REQUEST_MS;
  server.requestTimeout = REQUEST_MS;
  return server;
}

module.exports = healthServer;
