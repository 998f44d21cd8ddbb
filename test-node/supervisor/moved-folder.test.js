'use strict';

// Proves that a reload in which the working directory is another one, because the link that leads to it was changed, takes a Unix socket
// of the new folder for that of the old one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { folder: newFolder } = require('../listening/remote/clients.js');
const { Service } = require('./service.js');

function app() {
  const answer = (socket) => socket.end(process.cwd());
  require('node:net').createServer(answer).listen('sock');
}

test('there, and back', async (t) => {
  const folder = fs.realpathSync(newFolder(t));
  const current = path.join(folder, 'current');
  const releases = ['1', '2'].map((name) => path.join(folder, name));
  for (const release of releases) fs.mkdirSync(release);
  fs.symlinkSync(releases[0], current);
  const options = ['-w', '1', '--cwd', current, '--exit-timeout', '100ms', '--settle-time', '0'];
  const service = new Service(t, app, { options });
  await service.ready(1);
  for (const release of releases.reverse()) {
    fs.rmSync(current);
    fs.symlinkSync(release, current);
    const { code, stderr } = await service.ask('reload');
    assert.equal(code, 0, stderr);
    assert.equal(await text(net.connect(path.join(current, 'sock'))), release);
  }
  assert.deepEqual(
    releases.filter((release) => fs.existsSync(path.join(release, 'sock'))),
    [releases[1]],
  );
});
