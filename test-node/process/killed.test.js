'use strict';
// Somebody kills the core: the primary says so once and goes on, nothing accepts any more, a later listen() fails, and the
// program ends as ever.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { run } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { env, skip, coresOf, ended } = require('./core.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    const [, , file] = process.argv;
    net.createServer().listen(0, '127.0.0.1', function () {
      report('port', this.address().port);
      net.createServer().listen(file, () => report('ready'));
    });
    process.on('message', () => {
      net
        .createServer()
        .listen(0, '127.0.0.1')
        .on('error', (error) => report('error', error.code));
    });
    return;
  }
  const worker = cluster.fork();
  worker.on('exit', (...args) => report('exit', args));
  process.on('warning', ({ code }) => {
    report('warning', code);
    worker.send('listen again');
  });
  process.on('SIGUSR2', () => cluster.disconnect());
}

const refused = async (where) => {
  const [error] = await once(net.connect(where), 'error');
  return error.code;
};

test('the core is killed', { skip }, async (t) => {
  const primary = run(t, program, { env, args: ['sock'] });
  const port = await primary.next('port');
  await primary.next('ready');
  const [core] = coresOf(primary.child.pid);
  process.kill(core, 'SIGKILL');
  assert.equal(await primary.next('warning'), 'GOCLUSTER_FAILED');
  await ended(core);

  assert.equal(await primary.next('error'), 'EPIPE');
  assert.equal(await refused({ port, host: '127.0.0.1' }), 'ECONNREFUSED');
  assert.equal(await refused({ path: path.join(primary.folder, 'sock') }), 'ENOENT');
  primary.kill('SIGUSR2');
  assert.deepEqual(await primary.exit(), { code: 0, signal: null });
  assert.deepEqual(primary.all('exit'), [[0, null]]);
  assert.deepEqual(primary.all('warning'), ['GOCLUSTER_FAILED']);
  await until(() => /GOCLUSTER_FAILED.*core has ended, as if/.test(primary.stderr), primary.stderr);
});
