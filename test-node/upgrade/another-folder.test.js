'use strict';

// Proves that an upgrade in which the working directory is another one, because the link that leads to it was changed, leaves Unix
// sockets where the new program listens: with a relative path that is in the new folder, with an absolute one where it was.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { folder: newFolder } = require('../listening/remote/clients.js');
const { Service } = require('../supervisor/service.js');

/** Folders at different depths: the shortest names of one path are different there. */
const RELEASES = ['releases/1', '2'];

function app() {
  const { basename } = require('node:path');
  const answer = (socket) => socket.end(basename(process.cwd()));
  require('node:net').createServer(answer).listen('sock');
  require('node:net').createServer(answer).listen(process.env.SHARED);
}

test('there, and back', { skip: GOCLUSTER_ONLY }, async (t) => {
  const folder = fs.realpathSync(newFolder(t));
  const current = path.join(folder, 'current');
  const shared = path.join(folder, 'shared');
  for (const release of RELEASES) fs.mkdirSync(path.join(folder, release), { recursive: true });
  fs.symlinkSync(RELEASES[0], current);
  const service = new Service(t, app, {
    cwd: current,
    env: { PWD: current, SHARED: shared },
    options: ['-w', '1', '--exit-timeout', '100ms'],
  });
  await service.ready(1);
  for (const [i, release] of [RELEASES[1], RELEASES[0]].entries()) {
    fs.rmSync(current);
    fs.symlinkSync(release, current);
    const { code, stderr } = await service.ask('upgrade');
    assert.equal(code, 0, stderr);
    for (const file of [path.join(current, 'sock'), shared])
      assert.equal(await text(net.connect(file)), path.basename(release));
    // The old process has ended by then, and nothing is left of it.
    await service.program.until(() => service.said('exit').length === i + 1, 'the end of the old');
    const other = RELEASES.find((each) => each !== release);
    await service.program.until(
      () => !fs.existsSync(path.join(folder, other, 'sock')),
      'the end of the old path',
    );
  }
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
  assert.equal(fs.existsSync(shared), false);
});
