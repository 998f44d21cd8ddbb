'use strict';

// A service that load balancers ask, and what they ask.

const http = require('node:http');
const net = require('node:net');
const { text } = require('node:stream/consumers');
const { until } = require('../support/deadline.js');
const { Service } = require('../supervisor/service.js');
const { bound, portOf } = require('./passed.js');

function app() {
  require('node:http')
    .createServer((request, response) => {
      response.write(`${process.pid}`);
      if (request.url !== '/lasting') response.end();
    })
    .listen(0);
}

/** Two ports that nobody has. */
function freePorts() {
  const handles = [bound('127.0.0.1', 0, 4), bound('127.0.0.1', 0, 4)];
  const ports = handles.map(portOf);
  for (const handle of handles) handle.close();
  return ports;
}

const agent = (port) => text(net.connect(port, '127.0.0.1'));

function health(port, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', path, agent: false }, async (response) =>
      resolve([response.statusCode, await text(response)]),
    );
    request.on('error', reject);
  });
}

async function started(t, ...more) {
  const [check, page] = freePorts();
  const service = new Service(t, app, {
    options: [
      ...['-w', '2', '--exit-timeout', '100ms', '--agent-check', `127.0.0.1:${check}`],
      ...['--health', `127.0.0.1:${page}`, ...more],
    ],
  });
  const port = await service.port();
  const says = (line) =>
    until(
      async () => (await agent(check)) === line,
      async () => line,
    );
  return { service, check, page, port, says };
}

module.exports = { agent, app, freePorts, health, started };
