'use strict';

// Proves that another process takes the place of a supervisor without a refused, a reset or a lost connection, on TCP and on a Unix
// socket, and with it the control socket; and that nothing stays that nobody listens on any more.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { nodeVersion } = require('../listening/remote/start.js');
const { Service } = require('../supervisor/service.js');
const { Load, isListening } = require('./load.js');

const RATE = 100;
const UPGRADES = 3;

function app() {
  const http = require('node:http');
  const version = require('node:fs').readFileSync('version', 'utf8');
  const server = http.createServer((request, response) => {
    setTimeout(() => response.end(version), request.url === '/slow' ? 1000 : 0);
  });
  server.listen(0);
  require('node:net')
    .createServer((socket) => socket.end(version))
    .listen('sock');
  if (version === '1') http.createServer().listen(0);
}

const options = ['-w', '2', '--exit-timeout', '500ms', '--drain-timeout', '10s'];
const files = { version: '1' };

const status = async (service) => JSON.parse((await service.ask('status', '--json')).stdout);
const ask = (where) => text(net.connect(where));

const skip = GOCLUSTER_ONLY || (nodeVersion[0] < 20 && 'this Node has no abstract names');

/** The TCP ports, in the order of the listens. */
async function portsOf(service) {
  const { workers } = await status(service);
  return [...new Set(workers.flatMap(({ addresses }) => addresses.map(({ port }) => port)))].filter(
    (port) => port > 0,
  );
}

test(`${UPGRADES} upgrades under load`, { skip: GOCLUSTER_ONLY }, async (t) => {
  const service = new Service(t, app, { options, files });
  const { folder } = service.program;
  await service.program.until(() => service.said('listening').length >= 6, 'six listens');
  const [port, other] = await portsOf(service);
  const before = await status(service);
  const load = new Load(port, RATE);
  const client = net.connect(port);
  client.write('GET /slow HTTP/1.0\r\n\r\n');
  const slow = text(client);
  for (let i = 0; i < UPGRADES; i++) {
    fs.writeFileSync(path.join(folder, 'version'), `${i + 2}`);
    const asked = i % 2 === 0;
    if (asked) {
      const { code, stderr } = await service.ask('upgrade');
      assert.equal(code, 0, stderr);
    } else {
      process.kill((await status(service)).pid, 'SIGUSR2');
    }
    await service.program.until(() => service.said('upgraded').length === i + 1, 'the upgrade');
    assert.equal(await ask(path.join(folder, 'sock')), `${i + 2}`);
  }
  await load.stop();
  assert.match(await slow, /1$/);
  assert.deepEqual(load.failures, []);
  assert.equal(load.closed, 0);
  assert.deepEqual([...load.answers.keys()], ['1', '2', '3', '4']);
  const after = await status(service);
  assert.notEqual(after.pid, before.pid);
  assert.equal(after.name, before.name);

  // The last predecessor goes, and with it what only the first version has listened on.
  const first = service.said('ready').slice(0, -2);
  await service.program.until(
    () => service.said('exit').length === first.length,
    'the end of the old ones',
  );
  await service.program.until(() => !isListening(other), 'the end of the port without a listener');
  assert.ok(isListening(port));

  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
  assert.ok(!isListening(port));
  assert.equal(fs.existsSync(path.join(folder, 'sock')), false);
  assert.deepEqual(fs.readdirSync(path.join(service.env.XDG_RUNTIME_DIR, 'gocluster')), []);
});

test('an abstract name', { skip }, async (t) => {
  const name = `\0gocluster-upgrade-${process.pid}`;
  const program = () =>
    require('node:net')
      .createServer((socket) => socket.end(`${process.ppid}`))
      .listen(`\0${process.env.NAME}`);
  const service = new Service(t, program, { options, env: { NAME: name.slice(1) } });
  await service.ready(2);
  assert.equal(await ask(name), `${service.program.pid}`);
  const { code, stderr } = await service.ask('upgrade');
  assert.equal(code, 0, stderr);
  assert.equal(await ask(name), `${(await status(service)).pid}`);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
  await assert.rejects(ask(name), { code: 'ECONNREFUSED' });
});

test('a path that somebody else has by now stays', { skip: GOCLUSTER_ONLY }, async (t) => {
  const service = new Service(t, app, { options, files });
  await service.ready(2);
  const file = path.join(service.program.folder, 'sock');
  fs.unlinkSync(file);
  const server = net.createServer((socket) => socket.end('other')).listen(file);
  t.after(() => server.close());
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.end();
  assert.equal(await ask(file), 'other');
});
