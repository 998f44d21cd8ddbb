'use strict';

// A cluster whose servers, one of each kind, are behind a proxy: what they see of a connection is what they answer. Run by the tests
// of this folder, with the options as an argument.

const cluster = require('node:cluster');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const { join } = require('node:path');
const tls = require('node:tls');

const KINDS = ['net', 'http', 'https', 'tls', 'http2', 'http2s'];
const [root, options, where] = JSON.parse(process.argv[2]);

const first = new Set(); // what sockets said to the first listener that saw them

/** What a socket says. */
function seen(socket) {
  const { proxyProtocol } = socket;
  return JSON.stringify({
    worker: cluster.worker.id,
    client: [socket.remoteAddress, socket.remotePort, socket.remoteFamily],
    server: [socket.localAddress, socket.localPort],
    proxy: proxyProtocol && {
      ...proxyProtocol,
      tlvs: [...proxyProtocol.tlvs].map(([type, value]) => [type, value.toString('latin1')]),
    },
  });
}

/** It says the same from the beginning. */
function answer(socket) {
  const now = seen(socket);
  return first.has(now) ? now : JSON.stringify({ first: [...first], now });
}

function makeServer(kind) {
  const folder = join(root, 'test-node/ecosystem/tls');
  const certificate = {
    key: readFileSync(join(folder, 'key.pem')),
    cert: readFileSync(join(folder, 'cert.pem')),
  };
  const onsocket = (socket) => {
    socket.on('error', () => {});
    socket.end(answer(socket));
  };
  const onrequest = (request, response) => response.end(answer(request.socket));
  switch (kind) {
    case 'net':
      return net.createServer(onsocket);
    case 'http':
      return http.createServer(onrequest);
    case 'https':
      return https.createServer(certificate, onrequest);
    case 'tls':
      return tls.createServer(certificate, onsocket);
    case 'http2':
      return http2.createServer(onrequest);
    case 'http2s':
      return http2.createSecureServer(certificate, onrequest);
  }
}

if (cluster.isPrimary) {
  const ports = {};
  let count = 0;
  cluster.on('message', (worker, [kind, port]) => {
    ports[kind] = port;
    if (++count === 2 * KINDS.length) process.send(ports);
  });
  process.on('message', (worker) => cluster.workers[worker].process.kill('SIGKILL'));
  process.on('disconnect', () => process.exit(0));
  cluster.fork();
  cluster.fork();
} else {
  const { configure } = require(join(root, 'lib/server.js'));
  for (const kind of KINDS) {
    const server = configure(makeServer(kind), options);
    server.prependListener('connection', (socket) => first.add(seen(socket)));
    server.on('tlsClientError', () => {});
    server.listen(where ? join(where, kind) : { port: 0, host: '127.0.0.1' }, () => {
      process.send([kind, server.address().port ?? server.address()]);
    });
  }
}
