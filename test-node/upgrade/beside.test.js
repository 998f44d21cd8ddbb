'use strict';

// Proves what becomes of what is asked for while an upgrade is under way, and of an upgrade that is asked for while something else is.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('../supervisor/service.js');

/** Its workers listen when there is a file "go"; /slow is answered when there is a file "answer". */
function app(report) {
  const { existsSync } = require('node:fs');
  const when = (file, callback) => {
    const timer = setInterval(() => {
      if (!existsSync(file)) return;
      clearInterval(timer);
      callback();
    }, 10);
  };
  const server = require('node:http').createServer((request, response) => {
    if (request.url !== '/slow') return response.end('fast');
    report('slow', process.pid);
    when('answer', () => response.end('slow'));
  });
  when('go', () => server.listen(0));
}

const options = ['-w', '2', '--exit-timeout', '100ms', '--settle-time', '0'];
const status = async (service) => JSON.parse((await service.ask('status', '--json')).stdout);

function get(port, url) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: url, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject);
    });
    request.on('error', reject);
  });
}

async function started(t) {
  const service = new Service(t, app, { options, files: { go: '' } });
  const port = await service.port();
  await service.ready(2);
  const file = (name) => path.join(service.program.folder, name);
  return {
    service,
    port,
    hold: () => fs.rmSync(file('go')),
    release: (name = 'go') => fs.writeFileSync(file(name), ''),
  };
}

/** Waits until all of these are under way or wait. */
async function queued(service, ...names) {
  for (;;) {
    const { operations } = await status(service);
    if (operations.join() === names.join()) return;
  }
}

const skip = GOCLUSTER_ONLY;

test('what waits for an upgrade is done by the new process', { skip }, async (t) => {
  const { service, port, hold, release } = await started(t);
  const { pid, workers } = await status(service);
  const slow = get(port, '/slow');
  await service.program.next('slow');
  hold();
  const upgrade = service.ask('upgrade');
  await queued(service, 'upgrade');
  const again = await service.ask('upgrade');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^gocluster: an upgrade is under way already\n$/);
  const reload = service.ask('reload');
  await queued(service, 'upgrade', 'reload');
  const restart = service.ask('restart', `${workers[0].id}`);
  await queued(service, 'upgrade', 'reload', 'restart');
  // The reload that waits is its, too.
  service.program.kill('SIGHUP');
  await queued(service, 'upgrade', 'reload', 'restart');
  release();
  assert.equal((await upgrade).code, 0);
  const now = (await status(service)).pid;
  assert.notEqual(now, pid);
  assert.deepEqual(await reload, {
    code: 0,
    stdout: 'reloaded: 2 replaced\n',
    stderr: 'gocluster: waits for the upgrade that is under way\n',
  });
  const { code, stderr } = await restart;
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`process ${now} has taken the place of this one`));
  assert.match((await service.next('warning')).message, /^SIGHUP: process \d+ has taken the place/);

  // The old process still has a request. A signal does not cut it off: it is the first.
  service.program.kill('SIGTERM');
  assert.equal(await get(port, '/fast'), 'fast');
  release('answer');
  assert.equal(await slow, 'slow');
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});

test('an upgrade waits for a reload', { skip }, async (t) => {
  const { service, hold, release } = await started(t);
  const { pid } = await status(service);
  hold();
  const reload = service.ask('reload');
  await queued(service, 'reload');
  const upgrade = service.ask('upgrade');
  await queued(service, 'reload', 'upgrade');
  release();
  assert.equal((await reload).stdout, 'reloaded: 2 replaced\n');
  const { code, stderr } = await upgrade;
  assert.deepEqual([code, stderr], [0, 'gocluster: waits for the reload that is under way\n']);
  assert.notEqual((await status(service)).pid, pid);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});

test('a service that is stopped while it is upgraded stops', { skip }, async (t) => {
  const { service, hold } = await started(t);
  hold();
  const upgrade = service.ask('upgrade');
  await queued(service, 'upgrade');
  assert.equal((await service.ask('stop')).code, 0);
  const { code, stderr } = await upgrade;
  assert.equal(code, 1);
  assert.match(stderr, /this process was told to end meanwhile/);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  await service.program.gone();
});
