'use strict';

// Proves that reloads in a row lose no request: of short connections, of kept ones that are used again at once or after a pause, of
// uploads that last, of HTTP/2 streams.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Clients } = require('./clients.js');
const { Service } = require('./service.js');

const LINE = Number(process.versions.node.split('.')[0]);
/** A few meet every kind of client at every moment of it. */
const RELOADS = process.env.TEST_ALL ? 20 : 6;
/** On Node 18 a few of some ten thousand streams that meet GOAWAY end with CANCEL (docs/run.md). */
const HTTP2 = LINE < 20 ? {} : { http2: 2 };

test(`${RELOADS} reloads in a row`, async (t) => {
  const service = new Service(
    t,
    () => {
      const http = require('node:http');
      const http2 = require('node:http2');
      const server = http.createServer(async (request, response) => {
        let length = 0;
        for await (const chunk of request) length += chunk.length;
        response.end(`${length} ${process.pid}`);
      });
      server.listen(0);
      http2.createServer((request, response) => response.end('h2')).listen(0);
    },
    { options: ['--workers', '2', '--settle-time', '0'] },
  );
  await service.ready(2);
  const [plain, http2] = await service.program.until(() => {
    const addresses = service.said('listening').map(({ address }) => address);
    const ports = [...new Set(addresses.map(({ port }) => port))];
    return ports.length === 2 && ports;
  }, 'two addresses');

  const counts = { short: 2, kept: 2, pausing: 4, pipelined: 2, upload: 4, ...HTTP2 };
  const clients = new Clients({ plain, http2 }, counts);
  for (let i = 0; i < RELOADS; i++) {
    service.program.kill('SIGHUP');
    assert.equal((await service.next('reloaded')).replaced, 2);
  }
  await clients.stop();
  t.diagnostic(JSON.stringify(clients.served));
  assert.deepEqual(clients.failures, []);
  for (const [kind, served] of Object.entries(clients.served))
    assert.ok(served > 10, `${kind}: ${served}`);
  assert.equal(service.said('ready').length, 2 + 2 * RELOADS);

  service.program.kill('SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});
