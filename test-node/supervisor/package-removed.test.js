'use strict';

// Proves that a worker finishes its requests although a deployment has removed gocluster's files while it ran.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { folder } = require('../listening/remote/clients.js');
const { copyPackage } = require('../support/copied.js');
const { Service } = require('./service.js');

/** Answers when it is told to finish. */
function app(report) {
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    report('asked');
    process.once('message', () => response.end('answered'));
  });
  server.listen(0);
}

test('files that are gone', async (t) => {
  const root = path.join(folder(t), 'gocluster');
  copyPackage(root);
  const cli = path.join(root, 'cli/index.js');
  const service = new Service(t, app, { cli, options: ['-w', '1', '--drain-message', 'finish'] });
  const port = await service.port();
  const answer = new Promise((resolve, reject) => {
    http.get({ port, agent: false }, (response) => resolve(text(response))).on('error', reject);
  });
  await service.program.next('asked');
  fs.rmSync(root, { recursive: true });
  service.program.kill('SIGTERM');
  assert.equal(await answer, 'answered');
  const { code, wanted } = await service.next('exit');
  assert.deepEqual([code, wanted], [0, true]);
});
