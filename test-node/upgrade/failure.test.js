'use strict';

// Proves that the old process serves on where a new one does not get ready or dies, that the new one serves where the old one dies, and
// that the command says why.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { signal } = require('../support/processes.js');
const { CLOCK, READY_TIMEOUT } = require('../supervisor/clock.js');
const { Service } = require('../supervisor/service.js');

const APP = `
const { createServer } = require('node:http');
createServer((request, response) => response.end('good')).listen(0);
`;

const options = ['-w', '2', '--exit-timeout', '100ms'];
const status = async (service) => JSON.parse((await service.ask('status', '--json')).stdout);

function get(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', reject);
  });
}

async function started(t, more = [], env = {}) {
  const files = { 'app.js': APP, 'gocluster.config.json': '{}' };
  const service = new Service(t, 'app.js', { options: [...options, ...more], files, env });
  const port = await service.port();
  await service.ready(2);
  const write = (name, text) => fs.writeFileSync(path.join(service.program.folder, name), text);
  return { service, port, write };
}

/** The new supervisor, while there are two. */
async function successorOf(service, old) {
  const find = () =>
    service.program.pids().find((pid) => {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      return pid !== old && words.includes('index.js\0run');
    });
  return service.program.until(find, 'a new supervisor');
}

const skip = GOCLUSTER_ONLY;

test('a new process that does not get ready', { skip }, async (t) => {
  const times = ['--upgrade-timeout', `${READY_TIMEOUT}ms`];
  const { service, port, write } = await started(t, times, CLOCK);
  const { pid } = await status(service);
  const fails = async (said, ...words) => {
    const { code, stderr } = await service.ask('upgrade', ...words);
    assert.equal(code, 1);
    assert.match(stderr, said);
    assert.equal(await get(port), 'good');
    assert.equal((await status(service)).pid, pid);
  };
  await fails(/there is no program \/no\/such\/node/, '--node', '/no/such/node');
  await fails(/it ended with exit code 0/, '--node', '/bin/true');
  write('app.js', "throw new Error('no database')");
  await fails(/did not get ready: it ended with exit code 1\n(.*\n)*.*no database/);
  write(
    'app.js',
    "if (process.env.NODE_APP_INSTANCE === '0') { " + APP + "} else throw new Error('second')",
  );
  await fails(/did not get ready|before the others were ready/);
  write('app.js', "console.error('it runs'); setInterval(() => {}, 1000)");
  const runs = service.program.until(() => service.program.stderr.includes('it runs'), 'it runs');
  const late = runs.then(() => signal(pid, 'SIGURG'));
  await fails(new RegExp(`it did not say within ${READY_TIMEOUT} ms that it is ready`));
  await late;
  write('app.js', APP);
  write('gocluster.config.json', '{ "workers": 2,');
  await fails(/gocluster\.config\.json/);
  write('gocluster.config.json', '{ "worker": 2 }');
  await fails(/there is no setting "worker"/);
  write('gocluster.config.json', '{}');
  assert.equal(service.said('notUpgraded').length, 7);

  // Two at once: one of them is told so.
  const both = await Promise.all([service.ask('upgrade'), service.ask('upgrade')]);
  assert.deepEqual(both.map(({ code }) => code).sort(), [0, 1]);
  assert.match(both.map(({ stderr }) => stderr).join(''), /an upgrade is under way already/);
  assert.equal(await get(port), 'good');
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});

test('the new one is killed before it is ready, and after', { skip }, async (t) => {
  const { service, port, write } = await started(t);
  const { pid } = await status(service);
  write('app.js', 'setInterval(() => {}, 1000)');
  const asked = service.ask('upgrade');
  signal(await successorOf(service, pid), 'SIGKILL');
  assert.match((await asked).stderr, /it ended with SIGKILL/);
  assert.equal(await get(port), 'good');

  // A request that lasts keeps the old one.
  write('app.js', APP);
  const agent = new http.Agent({ keepAlive: true });
  const request = http.request({ port, agent, method: 'POST' });
  const ended = new Promise((resolve) => request.on('close', resolve));
  request.on('error', () => {});
  request.flushHeaders();
  await new Promise((resolve) => request.on('response', resolve));
  const { pid: successor } = JSON.parse((await service.ask('upgrade', '--json')).stdout);
  signal(successor, 'SIGKILL');
  await service.next('resumed');
  assert.equal(await get(port), 'good');
  request.destroy();
  await ended;
  const { pid: now } = await status(service);
  assert.equal(now, pid);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});

test('the new one is killed while the old one hands over', { skip }, async (t) => {
  const { service, port } = await started(t);
  const { pid, workers } = await status(service);
  // The workers do not read, so that the old process waits for that before they are to finish.
  for (const worker of workers) signal(worker.pid, 'SIGSTOP');
  const answers = [get(port), get(port)];
  const stats = async () => JSON.parse((await service.ask('top', '--json')).stdout);
  await until(async () => (await stats()).core.handedOff === 2, 'that they are handed over');
  const asked = service.ask('upgrade');
  await service.program.until(() => service.said('serving').length === 2, 'the new one');
  signal(await successorOf(service, pid), 'SIGKILL');
  const { code, stderr } = await asked;
  assert.deepEqual([code, stderr], [1, 'gocluster: not upgraded: it ended with SIGKILL\n']);
  for (const worker of workers) signal(worker.pid, 'SIGCONT');
  assert.deepEqual(await Promise.all(answers), ['good', 'good']);
  assert.equal(await get(port), 'good');
  assert.deepEqual(
    (await status(service)).workers.map((worker) => worker.pid),
    workers.map((worker) => worker.pid),
  );
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});

test('the old one is killed while the new one starts', { skip }, async (t) => {
  const { service, port } = await started(t);
  const { pid } = await status(service);
  service.ask('upgrade');
  const successor = await successorOf(service, pid);
  signal(pid, 'SIGKILL');
  await service.program.until(() => service.said('serving').length === 2, 'the new one');
  assert.equal(await get(port), 'good');
  const now = await status(service);
  assert.equal(now.pid, successor);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});
