'use strict';

// `uid` and `gid`: workers run as another user, and can still listen and serve.

const assert = require('node:assert/strict');
const net = require('node:net');
const { test } = require('node:test');
const { obstacle } = require('../support/another_user.js');
const { run, both } = require('../support/run.js');

const NOBODY = 65534;

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  report(cluster.isPrimary ? 'primary' : 'worker', [process.getuid(), process.getgid()]);
  if (cluster.isPrimary) {
    const { WORKER_UID, WORKER_GID } = process.env;
    if (WORKER_UID) cluster.setupPrimary({ uid: +WORKER_UID, gid: +WORKER_GID });
    cluster.fork().on('exit', (...args) => report('exit', args));
    return;
  }
  const server = net.createServer((socket) => {
    socket.end('served');
    cluster.worker.disconnect();
  });
  server.listen(0, '127.0.0.1', () => report('port', server.address().port));
}

async function served(port) {
  let text = '';
  for await (const chunk of net.connect(port, '127.0.0.1').setEncoding('utf8')) text += chunk;
  return text;
}

test('workers run as uid and gid', { skip: obstacle() }, async (t) => {
  const env = { WORKER_UID: NOBODY, WORKER_GID: NOBODY };
  const running = run(t, program, { env });
  assert.equal(await served(await running.next('port')), 'served');
  await running.success();
  assert.deepEqual(running.all('primary'), [[0, 0]]);
  assert.deepEqual(running.all('worker'), [[NOBODY, NOBODY]]);
  assert.deepEqual(running.all('exit'), [[0, null]]);
});

test('primary and workers run as another user', { skip: obstacle() }, async (t) => {
  const running = run(t, program, { uid: NOBODY, gid: NOBODY });
  assert.equal(await served(await running.next('port')), 'served');
  await running.success();
  assert.deepEqual(running.all('primary'), [[NOBODY, NOBODY]]);
  assert.deepEqual(running.all('worker'), [[NOBODY, NOBODY]]);
});

test(
  'a user who may not change the uid gets the error of Node',
  { skip: obstacle() },
  async (t) => {
    const attempt = (report) => {
      const cluster = require('node:cluster');
      cluster.setupPrimary({ uid: 12345 });
      try {
        const worker = cluster.fork();
        worker.on('error', (error) => report('error event', error));
        worker.on('exit', (...args) => report('exit', args));
      } catch (error) {
        report('thrown', error);
      }
      report('workers', Object.keys(cluster.workers));
    };
    const { builtin, tested } = await both(t, attempt, {
      uid: NOBODY,
      gid: NOBODY,
    });
    assert.deepEqual(tested, builtin);
    assert.match(JSON.stringify(tested), /EPERM/);
  },
);
