'use strict';

// Health: pages for a load balancer, for Kubernetes and for Prometheus. /live: the supervisor answers. /metrics: the metrics of
// gocluster/metrics. Every other path, such as /ready: whether this machine should get connections (200), or not and why (503). Used by
// balancers.js.

const http = require('node:http');
const { metricsPage, CONTENT_TYPE } = require('./metrics_page');
const keepNewest = require('./newest_connections');

const CONNECTIONS_MAX = 64;
/** How long a client may take to send its request, and how often that is checked, in milliseconds. */
const REQUEST_MS = 1000;
const LIMITS = {
  headersTimeout: REQUEST_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: REQUEST_MS,
};

/** @param {import('./availability')} availability @returns {import('node:http').Server} which does not listen yet */
function healthServer(availability) {
  const metrics = metricsPage();
  const server = http.createServer(LIMITS, (request, response) => {
    const send = (status, text, type = 'text/plain') => {
      response.writeHead(status, { 'Content-Type': type, Connection: 'close' }).end(text);
    };
    const { isReady, reason } = availability.get();
    const [page] = request.url.split('?');
    if (page === '/live') send(200, 'live\n');
    else if (page === '/metrics')
      metrics().then(
        (text) => send(200, text, CONTENT_TYPE),
        ({ message }) => send(503, `${message}\n`),
      );
    else send(isReady ? 200 : 503, `${reason || 'ready'}\n`);
  });
  keepNewest(server, CONNECTIONS_MAX);
  return server;
}

module.exports = healthServer;
