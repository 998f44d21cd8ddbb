'use strict';
// Somebody kills the core under load: the primary says so, another one takes its place, and the same workers serve on the same sockets.
// After five in a minute it stays down: clients are refused, the servers get an 'error' event, a later listen() fails, and the program
// ends as ever.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { run } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { env, skip, coresOf, ended } = require('./core.js');

const FAILURES = 5;

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    const [, , file] = process.argv;
    const serve = (socket) => socket.on('error', () => {}).end(`${cluster.worker.id}`);
    const onerror = ({ code }) => report('server error', code);
    net
      .createServer(serve)
      .on('error', onerror)
      .listen(0, '127.0.0.1', function () {
        report('port', this.address().port);
        net
          .createServer(serve)
          .on('error', onerror)
          .listen(file, () => report('ready'));
      });
    process.on('message', () => {
      net
        .createServer()
        .listen(0, '127.0.0.1')
        .on('error', (error) => report('error', error.code));
    });
    return;
  }
  const workers = [cluster.fork(), cluster.fork()];
  for (const worker of workers) worker.on('exit', (...args) => report('exit', args));
  process.on('warning', ({ code }) => report('warning', code));
  process.on('SIGUSR1', () => workers[0].send('listen again'));
  process.on('SIGUSR2', () => cluster.disconnect());
}

/** What a worker answers; null where the connection ended without an answer. */
function ask(where) {
  return new Promise((resolve) => {
    let answer = '';
    net
      .connect(where)
      .on('data', (text) => (answer += text))
      .on('error', () => {})
      .on('close', () => resolve(answer || null));
  });
}

const refused = async (where) => {
  const [error] = await once(net.connect(where), 'error');
  return error.code;
};

test('the core is killed again and again', { skip }, async (t) => {
  const primary = run(t, program, { env, args: ['sock'] });
  const port = await primary.next('port');
  const tcp = { port, host: '127.0.0.1' };
  const unix = { path: path.join(primary.folder, 'sock') };
  await primary.next('ready');
  await primary.next('ready');

  let loaded = true;
  const load = Array.from({ length: 8 }, async () => {
    while (loaded) await ask(tcp);
  });
  for (let failures = 1; failures < FAILURES; failures++) {
    const [core] = coresOf(primary.child.pid);
    process.kill(core, 'SIGKILL');
    await ended(core);
    assert.equal(await primary.next('warning'), 'GOCLUSTER_FAILED');
    for (const where of [tcp, unix]) {
      const served = new Set();
      await until(async () => {
        served.add(await ask(where));
        return served.has('1') && served.has('2');
      }, 'both workers serve');
    }
    assert.notEqual(coresOf(primary.child.pid)[0], core);
  }
  loaded = false;
  await Promise.all(load);

  const [last] = coresOf(primary.child.pid);
  process.kill(last, 'SIGKILL');
  await ended(last);
  for (let i = 0; i < 4; i++) assert.equal(await primary.next('server error'), 'EPIPE');
  assert.equal(await refused(tcp), 'ECONNREFUSED');
  assert.equal(await refused(unix), 'ENOENT');
  primary.kill('SIGUSR1');
  assert.equal(await primary.next('error'), 'EPIPE');
  primary.kill('SIGUSR2');
  assert.deepEqual(await primary.exit(), { code: 0, signal: null });
  assert.deepEqual(primary.all('exit'), [
    [0, null],
    [0, null],
  ]);
  assert.equal(primary.all('warning').length, FAILURES);
  await until(() => /GOCLUSTER_FAILED.*core has ended, as if/.test(primary.stderr), primary.stderr);
});
