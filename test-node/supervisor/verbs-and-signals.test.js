'use strict';

// Proves what the commands and the signals do to a running service, and how it ends.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { Service } = require('./service.js');

/** Says which instance it is. */
function app(report) {
  const { createServer } = require('node:http');
  report('instance', process.env.NODE_APP_INSTANCE);
  report('seen', [process.execArgv, process.argv.slice(2), require('node:cluster').isWorker]);
  createServer((request, response) => response.end()).listen(0);
}

const status = async (service) => JSON.parse((await service.ask('status', '--json')).stdout);

test('scale, restart, drain: instance numbers are the lowest free ones', async (t) => {
  const service = new Service(t, app, { options: ['-w', '2'], args: ['--size', '4'] });
  await service.ready(2);
  assert.deepEqual(await service.program.next('seen'), [[], ['--size', '4'], true]);

  assert.equal((await service.ask('scale', '+2')).stdout, 'workers: 4\n');
  const { workers } = await status(service);
  assert.deepEqual(
    workers.map(({ instance }) => instance),
    [0, 1, 2, 3],
  );
  assert.deepEqual(service.program.all('instance').sort(), ['0', '1', '2', '3']);

  assert.equal((await service.ask('restart', `${workers[1].id}`)).code, 0);
  const restarted = (await status(service)).workers[1];
  assert.equal(restarted.instance, 1);
  assert.notEqual(restarted.pid, workers[1].pid);

  assert.equal((await service.ask('drain', `${workers[0].id}`)).stdout, 'drained; workers: 3\n');
  assert.equal((await service.ask('scale', '-1')).stdout, 'workers: 2\n');
  assert.deepEqual(
    (await status(service)).workers.map(({ instance }) => instance),
    [1, 2],
  );
  assert.equal((await service.ask('scale', '3')).stdout, 'workers: 3\n');
  assert.deepEqual(
    (await status(service)).workers.map(({ instance }) => instance),
    [0, 1, 2],
  );
  assert.deepEqual(service.said('restart'), [], 'what was drained was not started again');

  for (const words of [['restart', '999'], ['drain', 'x'], ['scale', 'many'], ['scale']]) {
    const { code, stderr } = await service.ask(...words);
    assert.ok(code > 0 && stderr.startsWith('gocluster: '), stderr);
  }
  assert.deepEqual(await service.ask('stop'), { code: 0, stdout: 'stopped\n', stderr: '' });
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('HUP reloads, TTIN and TTOU scale, TERM ends', async (t) => {
  const service = new Service(t, app, { options: ['-w', '1'] });
  await service.ready(1);
  service.program.kill('SIGTTIN');
  await service.ready(2);
  service.program.kill('SIGTTOU');
  await service.next('exit');
  service.program.kill('SIGHUP');
  assert.equal((await service.next('reloaded')).replaced, 1);
  service.program.kill('SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  assert.deepEqual(
    service.said('exit').map(({ wanted }) => wanted),
    [true, true, true],
  );
});

for (const [title, signals, code] of [
  ['a second TERM does not wait', ['SIGTERM', 'SIGTERM'], 128 + 15],
  ['a second INT does not wait', ['SIGTERM', 'SIGINT'], 128 + 2],
  ['QUIT does not wait', ['SIGQUIT'], 0],
]) {
  test(title, async (t) => {
    const hanging = (report) => {
      process.on('SIGTERM', () => {});
      require('node:http')
        .createServer(() => report('asked'))
        .listen(0);
    };
    const service = new Service(t, hanging, { options: ['-w', '1'] });
    const port = await service.port();
    const socket = require('node:net')
      .connect(port)
      .on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const ended = new Promise((resolve) => socket.on('close', resolve));
    await service.program.next('asked');
    for (const signal of signals) {
      service.program.kill(signal);
      await service.program.until(() => service.said('stop').length > 0, 'the stop');
    }
    assert.deepEqual(await service.program.end(), { code, signal: null });
    await ended;
  });
}

test('ready is what the program says, with --wait-ready', async (t) => {
  const silent = (report) => {
    const server = require('node:http').createServer();
    server.listen(0, () => report('listens'));
    if (process.env.SAYS) process.send('ready');
  };
  const service = new Service(t, silent, {
    options: ['-w', '1', '--wait-ready', '--ready-timeout', '1s'],
  });
  assert.deepEqual(await service.program.end(), { code: 1, signal: null });
  assert.match(
    service.said('failed')[0].message,
    /did not say process\.send\('ready'\) within 1000 ms/,
  );
  const another = new Service(t, silent, {
    options: ['-w', '1', '--wait-ready'],
    env: { SAYS: '1' },
  });
  await another.ready(1);
});

test('without --wait-ready a program that does not listen may say that it is ready', async (t) => {
  const consumer = () => {
    setInterval(() => {}, 1000);
    process.send('ready');
  };
  const service = new Service(t, consumer, { options: ['-w', '1', '--exit-timeout', '10ms'] });
  await service.ready(1);
  assert.equal((await service.ask('reload')).code, 0);
});

test('when the supervisor is killed nothing of it stays, and the next one takes the socket', async (t) => {
  const service = new Service(t, app, { options: ['-w', '2', '--name', 'shop'] });
  await service.ready(2);
  const folder = path.join(service.env.XDG_RUNTIME_DIR, 'gocluster');
  assert.deepEqual(fs.readdirSync(folder), ['shop.sock']);
  assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  assert.equal(fs.statSync(path.join(folder, 'shop.sock')).mode & 0o777, 0o600);

  const { env } = service;
  const refused = new Service(t, app, { options: ['--name', 'shop'], env });
  assert.equal((await refused.program.end()).code, 1);
  assert.match(refused.program.stderr, /a service of the name shop runs already/);

  service.program.kill('SIGKILL');
  await service.program.gone();
  assert.deepEqual(fs.readdirSync(folder), ['shop.sock']);
  const next = new Service(t, app, { options: ['-w', '1', '--name', 'shop'], env });
  await next.ready(1);
  assert.equal((await status(next)).pid, next.program.pid);
  fs.rmSync(folder, { recursive: true });
  next.program.kill('SIGHUP');
  await next.next('reloaded');
  next.program.kill('SIGTERM');
  assert.deepEqual(await next.program.end(), { code: 0, signal: null });
});
