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

  for (const [words, wanted] of [
    [['restart', '999'], 1],
    [['drain', 'x'], 2],
    [['scale'], 2],
  ]) {
    const { code, stderr } = await service.ask(...words);
    assert.equal(code, wanted);
    assert.match(stderr, /^gocluster: /);
  }
  assert.deepEqual(await service.ask('stop'), { code: 0, stdout: 'stopped\n', stderr: '' });
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('an empty name, as of an unset variable, is nobody', async (t) => {
  const service = new Service(t, app, { options: ['-w', '1'] });
  await service.ready(1);
  for (const words of [
    ['stop', '--name', ''],
    ['reload', '--control='],
    ['top', '-n', ''],
  ]) {
    const { code, stdout, stderr } = await service.ask(...words);
    assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    assert.match(stderr, /^gocluster: --(name|control) needs a value$/m);
  }
  assert.equal((await service.ask('stop')).code, 0);
});

test('a service has a worker, and scale says what it may be asked for', async (t) => {
  const service = new Service(t, app, { options: ['-w', '1'] });
  await service.ready(1);
  for (const wanted of ['0', '+0x1', 'x', '', '1.5', '10000', '-1', '-99', '+9999']) {
    const { code, stderr } = await service.ask('scale', wanted);
    assert.equal(code, 2, wanted);
    const said =
      /number of workers must be from 1 to 9999, or "\+N" or "-N" .* Received "(.*?)"(, of 1)?\. /;
    const [, received, current] = said.exec(stderr) ?? [];
    assert.deepEqual([received, current !== undefined], [wanted, /^[+-]\d+$/.test(wanted)], stderr);
  }
  const { stdout } = await service.ask('scale', '0', '--json');
  assert.equal(JSON.parse(stdout).error.code, 'ERR_GOCLUSTER_CONFIG');
  service.program.kill('SIGTTOU');
  assert.match((await service.next('warning')).message, /^SIGTTOU: .* Received "-1", of 1/);
  const [{ id }] = (await status(service)).workers;
  const { code, stderr } = await service.ask('drain', `${id}`);
  assert.equal(code, 1);
  assert.match(stderr, /worker \d+ is the last one: "gocluster restart \d+" replaces it/);
  assert.equal((await status(service)).workers[0].id, id);
});

test('a worker more that does not get ready is told, also where a signal has asked for it', async (t) => {
  const first = () => {
    if (process.env.NODE_APP_INSTANCE === '0') require('node:http').createServer().listen(0);
    else throw new Error('one is enough');
  };
  const service = new Service(t, first, { options: ['-w', '1'] });
  await service.ready(1);
  service.program.kill('SIGTTIN');
  const { message, workers } = await service.next('notScaled');
  assert.equal(workers, 1);
  assert.match(
    message,
    /^scale: failed, workers: 1\. worker 2 \(instance 1\) .*\n(.*\n)*.*one is enough/,
  );
  assert.equal((await service.ask('scale', '3')).code, 1);
  assert.equal((await status(service)).workers.length, 1);
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
    const said = ['stop', 'stopNow'];
    for (const [i, signal] of signals.entries()) {
      service.program.kill(signal);
      await service.next(said[i]);
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
