'use strict';

// Proves what docs/control.md says of a request and its answer, and that nothing that is sent does harm.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { test } = require('node:test');
const { Service } = require('./service.js');

/** Sends a line and reads all that comes. */
async function send(file, line) {
  const socket = net.connect(file);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  socket.end(line);
  await once(socket, 'close');
  return JSON.parse(text);
}

test('requests, right and wrong', async (t) => {
  const app = () => require('node:http').createServer().listen(0);
  const service = new Service(t, app, { options: ['-w', '1', '-n', 'shop'] });
  await service.ready(1);
  const file = path.join(service.env.XDG_RUNTIME_DIR, 'gocluster', 'shop.sock');
  const ask = (request) => send(file, `${JSON.stringify({ version: 1, ...request })}\n`);

  assert.deepEqual(await ask({ verb: 'scale', workers: '+1' }), {
    version: 1,
    ok: true,
    result: { workers: 2 },
  });
  const { result } = await ask({ verb: 'status' });
  assert.deepEqual([result.name, result.state, result.wanted], ['shop', 'running', 2]);
  assert.deepEqual(Object.keys(result.workers[0]), [
    'id',
    'instance',
    'pid',
    'state',
    'uptime',
    'memory',
    'restarts',
    'addresses',
  ]);
  assert.ok(result.workers[0].memory > 2 ** 20);

  for (const [line, code] of [
    ['{', 'CONTROL'],
    ['null\n', 'CONTROL'],
    ['{}\n', 'CONTROL'],
    ['{"version":2,"verb":"status"}\n', 'CONTROL'],
    ['{"version":1,"verb":"constructor"}\n', 'CONTROL'],
    ['{"version":1,"verb":"drain"}\n', 'CONFIG'],
    ['{"version":1,"verb":"drain","id":99}\n', 'NO_WORKER'],
    ['{"version":1,"verb":"scale","workers":"-0x1"}\n', 'CONFIG'],
    ['{"version":1,"verb":"scale","workers":0}\n', 'CONFIG'],
    ['{"version":1,"verb":"scale","workers":1.5}\n', 'CONFIG'],
    ['{"version":1,"verb":"scale","workers":null}\n', 'CONFIG'],
    ['{"version":1,"verb":"scale"}\n', 'CONFIG'],
    ['{"version":1,"verb":"scale","workers":["+1"]}\n', 'CONFIG'],
    ['{"version":1,"verb":"stop","now":"yes"}\n', 'CONFIG'],
  ]) {
    const { ok, error } = await send(file, line);
    assert.deepEqual([ok, error.code], [false, `ERR_GOCLUSTER_${code}`], line);
  }
  net.connect(file).destroy();
  assert.equal((await ask({ verb: 'status' })).ok, true);
});

test('a path that is too long for a socket is not cut off', async (t) => {
  const app = () => require('node:http').createServer().listen(0);
  const options = ['-w', '1', '--control', path.join('x'.repeat(120), 'app.sock')];
  const service = new Service(t, app, { options });
  const { message } = await service.next('warning');
  assert.match(message, /^there is no control socket: a socket's path has at most 10[37] bytes/);
  assert.deepEqual(
    fs.readdirSync(service.program.folder).filter((name) => /^x+$/.test(name)),
    [],
  );
  await service.ready(1);
});

/** Each with what is said of it; none can be made, by root either. */
const NO_FOLDERS = [
  [{ XDG_RUNTIME_DIR: '/proc' }, /mkdir '\/proc\/gocluster'/],
  [{ XDG_RUNTIME_DIR: undefined, TMPDIR: '/proc' }, /mkdir '\/proc\/gocluster-\d+'/],
  [{ XDG_RUNTIME_DIR: '/dev/null' }, /ENOTDIR/],
  [{ XDG_RUNTIME_DIR: `/tmp/${'x'.repeat(300)}` }, /ENAMETOOLONG/],
];

test('without a folder for the socket the service runs, and says so', async (t) => {
  const app = () => require('node:http').createServer().listen(0);
  for (const [env, pattern] of NO_FOLDERS) {
    const service = new Service(t, app, { options: ['-w', '1'], env });
    const { message } = await service.next('warning');
    assert.match(message, /^there is no control socket: /);
    assert.match(message, pattern);
    await service.next('serving');
    assert.equal((await service.ask('status')).code, 1);
    service.program.kill('SIGTERM');
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  }
});
