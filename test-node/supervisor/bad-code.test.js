'use strict';

// Proves that bad code goes nowhere: a first start ends the supervisor, a reload leaves the old workers, and both say why.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { CLOCK, READY_TIMEOUT } = require('./clock.js');
const { Service } = require('./service.js');

const GOOD = `require('node:http').createServer((request, response) => response.end('good')).listen(0);`;

/** What goes wrong: the program, what is said of it and, where it is late, what it has written by then. */
const BAD = {
  'throws at once': [`throw new Error('no database');`, /exit code 1\n(.*\n)*.*no database/],
  'is no JavaScript': [`}{`, /exit code 1\n(.*\n)*.*SyntaxError/],
  'exits with code 0': [`process.exit(0);`, /it ended with exit code 0/],
  'exits with code 3': [`process.exit(3);`, /it ended with exit code 3/],
  'never listens': [
    `console.error('runs'); setInterval(() => {}, 1000);`,
    /it did not listen within \d+ ms\n\s*\| runs/,
    'runs',
  ],
  'listens by itself': [
    `require('node:net').createServer().listen({ port: 0, exclusive: true }, () => console.error('alone'));`,
    /it listens by itself .*process\.send\('ready'\)/,
    'alone',
  ],
  'blocks its event loop for ever': [
    `console.error('busy'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    /it did not listen within \d+ ms\n\s*\| busy/,
    'busy',
  ],
  'is killed': [`process.kill(process.pid, 'SIGSEGV');`, /it ended with SIGSEGV/],
};

function get(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', reject);
  });
}

describe('a first start', () => {
  for (const [title, [text, said, late]] of Object.entries(BAD)) {
    test(`the program ${title}`, async (t) => {
      const service = start(t, late ? 1 : 2, text);
      if (late) await becomesLate(service, late);
      const { code } = await service.program.end();
      assert.equal(code, title === 'exits with code 3' ? 3 : 1);
      assert.match(service.said('failed')[0].message, said);
    });
  }
});

function start(t, workers, text) {
  const times = ['--drain-timeout', '2s', '--exit-timeout', '100ms'];
  const options = ['--workers', `${workers}`, '--ready-timeout', `${READY_TIMEOUT}ms`, ...times];
  return new Service(t, 'app.js', { options, env: CLOCK, files: { 'app.js': text } });
}

/** @param {string} written what the worker writes before it is late */
async function becomesLate(service, written) {
  await service.program.until(() => service.program.stderr.includes(written), written);
  if (written === 'elsewhere') await heardOf(service, '127.0.0.2'); // by another way than what it has written
  service.program.kill('SIGURG');
}

function heardOf(service, host) {
  const isThere = () => service.said('listening').some(({ address }) => address.address === host);
  return service.program.until(isThere, `a worker that listens on ${host}`);
}

/** Of a reload: a program that is good on an address of its own. */
const ELSEWHERE = [
  GOOD.replace('listen(0)', "listen(0, '127.0.0.2', () => console.error('elsewhere'))"),
  /it did not listen on .* within \d+ ms, as the worker it replaces does, but on 127\.0\.0\.2/,
  'elsewhere',
];

test('a reload to programs that fail, one after the other', async (t) => {
  const service = start(t, 2, GOOD);
  const port = await service.port();
  await service.ready(2);
  const file = path.join(service.program.folder, 'app.js');
  const programs = { ...BAD, 'listens elsewhere': ELSEWHERE };
  for (const [title, [text, said, late]] of Object.entries(programs)) {
    fs.writeFileSync(file, text);
    const reload = service.ask('reload');
    if (late) await becomesLate(service, late);
    const { code, stderr } = await reload;
    assert.equal(code, 1, title);
    assert.match(stderr, /worker \d+ \(instance 0\) did not get ready/, title);
    assert.match(stderr, said, title);
    for (let i = 0; i < 4; i++) assert.equal(await get(port), 'good', title);
  }
  fs.writeFileSync(file, BAD['exits with code 0'][0]);
  for (let i = 0; i < 3; i++) await service.ask('reload');
  assert.ok(!service.program.stderr.includes('MaxListenersExceeded'), 'nothing is left of them');
  fs.writeFileSync(file, GOOD.replace('good', 'better'));
  assert.equal((await service.ask('reload')).code, 0);
  for (let i = 0; i < 4; i++) assert.equal(await get(port), 'better');
});

test('a program that crashes after it was ready is started ever less often, and a reload helps at once', async (t) => {
  const crashing = `${GOOD} process.on('SIGUSR2', () => process.exit(1));`;
  // However slow the machine is these are failures; and where nothing is random the delays are exact: the jitter takes a tenth.
  const options = ['--workers', '1', '--restart-delay', '20ms', '--min-uptime', '10m'];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-random-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const preload = path.join(folder, 'random.js');
  fs.writeFileSync(preload, 'Math.random = () => 0.25;');
  const env = { NODE_OPTIONS: `-r ${preload}` };
  const service = new Service(t, 'app.js', { options, env, files: { 'app.js': crashing } });
  for (let i = 0; i < 6; i++) {
    await service.ready(i + 1);
    process.kill(service.said('ready')[i].pid, 'SIGUSR2');
  }
  await service.program.until(() => service.said('restart').length >= 6, 'six restarts');
  const delays = service.said('restart').map(({ delay }) => delay);
  assert.deepEqual(delays.slice(0, 6), [18, 36, 72, 144, 288, 576]);
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), GOOD);
  const before = service.said('ready').length;
  const { code, stderr } = await service.ask('reload');
  assert.equal(code, 0, stderr);
  assert.ok(service.said('ready').length > before);
});

test('a working directory that is gone is named, and is used when it is there again', async (t) => {
  const service = start(t, 1, GOOD);
  await service.port();
  const { folder } = service.program;
  fs.renameSync(folder, `${folder}-gone`);
  const failed = [
    await service.ask('reload'),
    ...(GOCLUSTER_ONLY ? [] : [await service.ask('upgrade')]),
  ];
  fs.renameSync(`${folder}-gone`, folder);
  for (const { code, stderr } of failed) {
    assert.equal(code, 1);
    assert.ok(stderr.includes(`the working directory ${folder} is gone`), stderr);
  }
  assert.match(service.said('exit')[0].message, /^worker 2 \(instance 0\) was not started$/);
  assert.equal((await service.ask('reload')).code, 0);
});

for (const name of ['server.ts', 'server.mts']) {
  test(`${name}: what to do where node does not load it`, async (t) => {
    // Types that cannot be erased are loaded by no Node.
    const text = 'enum Port { any = 0 }; console.log(Port.any as number);';
    const service = new Service(t, name, { options: ['-w', '1'], files: { [name]: text } });
    assert.equal((await service.program.end()).code, 1);
    const { message, hint } = service.said('failed')[0];
    assert.match(hint, /^node v\S+ does not load this TypeScript .* --node-args "--import tsx"$/);
    assert.ok(message.endsWith(hint), message);
  });
}
