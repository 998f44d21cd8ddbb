'use strict';
// A primary that is out of descriptors cannot be replaced. upgrade() says so, and the primary continues to serve.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT } = require('../support/run.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask } = require('../listening/remote/clients.js');
const { freeDescriptors, takeDescriptors, withDescriptors } = require('./shortage.js');

const LIMIT = 100;
const UPGRADE = path.join(ROOT, 'lib/upgrade.js');
const skip = onlyGocluster('it has no upgrade');

/** Both run in the primary. */
const load = (context, file) => void require(file);
const upgrade = (context, file) =>
  require(file)
    .upgrade()
    .catch(({ code, message }) => ({ code, message }));

for (const spared of [0, 2]) {
  test(`with ${spared} descriptors left`, { skip }, async (t) => {
    const cluster = await start(t, { execPath: withDescriptors(t, LIMIT) });
    const { primary } = cluster;
    await primary.run(load, UPGRADE);
    const worker = await cluster.fork();
    const { port } = await worker.run(listen, { port: 0, host: '127.0.0.1' });
    await primary.run(takeDescriptors, spared);
    const { code, message } = await primary.run(upgrade, UPGRADE);
    assert.equal(code, 'ERR_CLUSTER_UPGRADE');
    assert.match(message, /EMFILE/);
    await primary.run(freeDescriptors);
    assert.equal(await ask(port), worker.pid);
  });
}
