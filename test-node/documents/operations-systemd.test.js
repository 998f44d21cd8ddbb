'use strict';

// The units and commands about systemd in docs/operations.md and examples/systemd-socket, by systemd's own tools, which need
// no running systemd.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT, block } = require('./blocks');
const { makeFolder, start, testNetwork } = require('./sandbox');
const { curlSoon, missing, runInside } = require('./tools');

const EXAMPLE = path.join(ROOT, 'examples', 'systemd-socket');
const UNITS = ['hello.socket', 'hello.service'];

/** The unit's text with this machine's node in it: systemd-analyze minds whether the program is there. */
function unitText(text) {
  return text.replace('/usr/bin/node', process.execPath);
}

test('the units are what systemd takes', { skip: missing('systemd-analyze') }, async (t) => {
  const files = { 'server.service': unitText(block('unit')) };
  for (const name of UNITS) {
    files[name] = unitText(fs.readFileSync(path.join(EXAMPLE, name), 'utf8'));
  }
  const folder = makeFolder(t, files);
  const verify = (name) =>
    runInside({}, { launcher: [] }, ['systemd-analyze', 'verify', `./${name}`], { cwd: folder });
  assert.equal(block('verify').trim(), 'systemd-analyze verify ./server.service');
  for (const name of Object.keys(files)) {
    const { stdout, stderr } = await verify(name);
    assert.equal(stdout + stderr, '', name);
  }
  // It does find mistakes.
  fs.writeFileSync(path.join(folder, 'bad.service'), block('unit').replace('KillMode', 'KilMode'));
  assert.match((await verify('bad.service')).stderr, /Unknown key/);
});

const skip = missing('root', 'systemd-socket-activate', 'curl');
test('systemd-socket-activate starts the example at the first connection', { skip }, async (t) => {
  const network = await testNetwork(t);
  const command = block('activate').trim();
  const readme = fs.readFileSync(path.join(EXAMPLE, 'README.md'), 'utf8');
  assert.ok(readme.includes(`\`${command}\``), 'the README of the example has the same command');
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  const program = start(t, ['sh', '-c', `exec ${command}`], { folder: EXAMPLE, network, env });
  const answers = await curlSoon(program, network, 'http://localhost:8000/[1-4]');
  assert.deepEqual(answers, Array(4).fill(`hello from ${program.pid}`));
  await program.prints("listening on systemd's socket\n");
  process.kill(program.pid, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});
