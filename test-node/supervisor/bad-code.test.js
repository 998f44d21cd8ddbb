'use strict';

// Proves that bad code goes nowhere: a first start ends the supervisor, a reload leaves the old workers, and both say why.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');
const { Service } = require('./service.js');

const GOOD = `require('node:http').createServer((request, response) => response.end('good')).listen(0);`;

/** What goes wrong: the program, and what is said of it. */
const BAD = {
  'throws at once': [`throw new Error('no database');`, /exit code 1\n(.*\n)*.*no database/],
  'is no JavaScript': [`}{`, /exit code 1\n(.*\n)*.*SyntaxError/],
  'exits with code 0': [`process.exit(0);`, /it ended with exit code 0/],
  'exits with code 3': [`process.exit(3);`, /it ended with exit code 3/],
  'never listens': [`setInterval(() => {}, 1000);`, /it did not listen within \d+ ms/],
  'computes for ever': [
    `console.error('busy'); for (;;);`,
    /it did not listen within \d+ ms\n\s*\| busy/,
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

/** What is only waited for is waited for side by side. */
const TOGETHER = { concurrency: 3 };

describe('a first start', TOGETHER, () => {
  for (const [title, [text, said]] of Object.entries(BAD)) {
    test(`the program ${title}`, (t) => firstStart(t, title, text, said));
  }
});

/** A start that must be late is given a short time, one that fails by itself all that it needs. */
const deadlineOf = (said) => (/within/.test(said.source) ? '5s' : '60s');

async function firstStart(t, title, text, said) {
  const options = [
    '--workers',
    /within/.test(said.source) ? '1' : '2',
    '--ready-timeout',
    deadlineOf(said),
    '--exit-timeout',
    '100ms',
  ];
  const service = new Service(t, 'app.js', { options, files: { 'app.js': text } });
  const { code } = await service.program.end();
  assert.equal(code, title === 'exits with code 3' ? 3 : 1);
  assert.match(service.said('failed')[0].message, said);
}

/** Of a reload: a program that is good on an address of its own. */
const ELSEWHERE = [
  GOOD.replace('listen(0)', "listen(0, '127.0.0.2')"),
  /it did not listen on .* within \d+ ms, as the worker it replaces does, but on 127\.0\.0\.2/,
];

describe('a reload', TOGETHER, () => {
  const reloads = Object.entries({ ...BAD, 'listens elsewhere': ELSEWHERE });
  const [late, early] = [true, false].map((isLate) =>
    reloads.filter(([, [, said]]) => isLate === /within/.test(said.source)),
  );
  test('to programs that fail, one after the other', (t) => reloadTo(t, early, '60s'));
  for (const each of late) {
    test(`to a program that ${each[0]}`, (t) => reloadTo(t, [each], '6s'));
  }
});

async function reloadTo(t, programs, readyTimeout) {
  const options = ['--workers', '2', '--ready-timeout', readyTimeout, '--drain-timeout', '2s'];
  const service = new Service(t, 'app.js', { options, files: { 'app.js': GOOD } });
  const port = await service.port();
  await service.ready(2);
  const file = path.join(service.program.folder, 'app.js');
  for (const [title, [text, said]] of programs) {
    fs.writeFileSync(file, text);
    const { code, stderr } = await service.ask('reload');
    assert.equal(code, 1, title);
    assert.match(stderr, /worker \d+ \(instance 0\) did not get ready/, title);
    assert.match(stderr, said, title);
    for (let i = 0; i < 4; i++) assert.equal(await get(port), 'good', title);
  }
  fs.writeFileSync(file, GOOD.replace('good', 'better'));
  assert.equal((await service.ask('reload')).code, 0);
  for (let i = 0; i < 4; i++) assert.equal(await get(port), 'better');
}

test('a program that crashes after it was ready is started ever less often, and a reload helps at once', async (t) => {
  const crashing = `${GOOD} process.on('SIGUSR2', () => process.exit(1));`;
  const options = ['--workers', '1', '--restart-delay', '100ms'];
  const service = new Service(t, 'app.js', { options, files: { 'app.js': crashing } });
  for (let i = 0; i < 6; i++) {
    await service.ready(i + 1);
    process.kill(service.said('ready')[i].pid, 'SIGUSR2');
  }
  await service.program.until(() => service.said('restart').length >= 6, 'six restarts');
  const delays = service.said('restart').map(({ delay }) => delay);
  for (let i = 0; i < 6; i++) {
    const mean = 100 * 2 ** i;
    assert.ok(delays[i] >= mean * 0.75 && delays[i] <= mean * 1.25, `${delays}`);
  }
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), GOOD);
  const before = service.said('ready').length;
  const { code, stderr } = await service.ask('reload');
  assert.equal(code, 0, stderr);
  assert.ok(service.said('ready').length > before);
});
