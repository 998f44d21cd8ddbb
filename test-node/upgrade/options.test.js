'use strict';

// Proves that a program whose servers have other options than those that run is refused by a reload, which says what to do, and that
// an upgrade takes it without a failed connection.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('../supervisor/service.js');
const { Load } = require('./load.js');

const CONFIGURE = require.resolve('../../lib/server.js');
const RATE = 100;

const program = (options) => `
const { configure } = require(${JSON.stringify(CONFIGURE)});
const server = require('node:http').createServer((request, response) => response.end(${JSON.stringify(options)}));
configure(server, ${options}).listen(0);
`;

/** On a connection of its own: a kept one may be with those that leave. */
async function get(port) {
  const [response] = await once(http.get({ port, agent: false }), 'response');
  return text(response);
}

const CHANGES = [
  '{}',
  '{ proxyProtocol: "optional" }',
  '{ sticky: {} }',
  '{ schedulingPolicy: "least-connections" }',
  '{}',
];

test('other options of a server', { skip: GOCLUSTER_ONLY }, async (t) => {
  const service = new Service(t, 'app.js', {
    options: ['-w', '2', '--exit-timeout', '100ms'],
    files: { 'app.js': program(CHANGES[0]) },
  });
  const port = await service.port();
  await service.ready(2);
  const load = new Load(port, RATE);
  for (const options of CHANGES.slice(1)) {
    fs.writeFileSync(path.join(service.program.folder, 'app.js'), program(options));
    const reload = await service.ask('reload');
    assert.equal(reload.code, 1);
    assert.match(reload.stderr, /ERR_CLUSTER_OPTIONS_DIFFER/);
    assert.match(reload.stderr, /\na reload cannot change the options .* "gocluster upgrade" can/);
    const upgrade = await service.ask('upgrade');
    assert.deepEqual([upgrade.code, upgrade.stderr], [0, '']);
    assert.equal(await get(port), options);
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});
