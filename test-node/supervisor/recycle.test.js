'use strict';

// Proves that workers which have become old, large or stuck are replaced, that a new one is trusted only after a while, and when the
// supervisor gives up.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');
const { run } = require('../support/run.js');
const { Service } = require('./service.js');

const GOOD = `
  const http = require('node:http');
  const kept = [];
  http.createServer((request, response) => {
    if (request.url === '/eat') kept.push(Buffer.alloc(300 << 20, 1));
    if (request.url === '/spin') (function spinning() { for (;;); })();
    response.end('good');
  }).listen(0);`;

function get(port, url = '/') {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: url, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

function serve(t, ...options) {
  const files = { 'app.js': GOOD };
  return new Service(t, 'app.js', {
    options: ['-w', '1', '--settle-time', '0', ...options],
    files,
  });
}

describe('recycled', { concurrency: 2 }, () => {
  test('by requests, and none is lost', async (t) => {
    const service = serve(t, '--max-requests', '20');
    const port = await service.port();
    while (service.said('recycle').length < 2) assert.equal(await get(port), 'good');
    assert.match(service.said('recycle')[0].reason, /it has served (18|19|20) requests/);
    const { code, wanted } = await service.next('exit');
    assert.deepEqual([code, wanted], [0, true]);
  });

  test('by requests that it has served before it was ready', async (t) => {
    const program = `
      require('node:http').createServer((request, response) => {
        response.end('good');
        process.send('ready');
      }).listen(0);`;
    const service = new Service(t, 'app.js', {
      options: ['-w', '1', '--wait-ready', '--max-requests', '1'],
      files: { 'app.js': program },
    });
    const { address } = await service.next('listening');
    await get(address.port);
    assert.match((await service.next('recycle')).reason, /it has served 1 requests/);
  });

  test('by memory', async (t) => {
    const service = serve(t, '--max-memory', '250M');
    const port = await service.port();
    await get(port, '/eat');
    assert.match((await service.next('recycle')).reason, /it has \d{3} MB of memory/);
    assert.equal((await service.next('exit')).wanted, true);
    assert.equal(await get(port), 'good');
  });

  test('by age, and at a time', async (t) => {
    const service = serve(t, '--max-age', '200ms');
    assert.match((await service.next('recycle')).reason, /it has been ready for/);
    assert.equal((await service.next('exit')).wanted, true);
    const timed = serve(t, '--reload-at', '* * * * * *');
    assert.equal((await timed.next('reloaded')).replaced, 1);
  });

  test('when it is stuck, with a report of where', async (t) => {
    const service = serve(t, '--stuck-after', '1s');
    const port = await service.port();
    // The next one is not ready before the report is there.
    const { folder } = service.program;
    const text = `
      const reported = require('node:path').join(__dirname, 'reported');
      (function wait() {
        if (!require('node:fs').existsSync(reported)) return setTimeout(wait, 10);
        ${GOOD}
      })();`;
    fs.writeFileSync(path.join(folder, 'app.js'), text);
    get(port, '/spin').catch(() => {}); // it is killed
    const { pid } = await service.next('stuck');
    await service.program.until(() => /at spinning/.test(service.program.stderr), 'a report');
    fs.writeFileSync(path.join(folder, 'reported'), '');
    assert.equal((await service.next('exit')).pid, pid);
    assert.equal(await get(port), 'good');
    const [, file] = /has stood still for 1 s: (.*\.json)"?\n?.*at spinning/s.exec(
      service.program.stderr,
    );
    const report = JSON.parse(fs.readFileSync(file.split('"')[0], 'utf8'));
    assert.match(report.javascriptStack.stack.join('\n'), /at spinning .*app\.js/);
  });
});

test('the thread that has written a report stays: Node aborts where a session outlives its thread', async (t) => {
  const program = run(
    t,
    (report) => {
      const fs = require('node:fs');
      const { Worker } = require('node:worker_threads');
      const threads = () => fs.readdirSync('/proc/self/task');
      const before = threads();
      require(process.env.HEART)(100);
      const [watchdog] = threads().filter((thread) => !before.includes(thread));
      setTimeout(() => {
        while (!fs.readdirSync('.').some((name) => /^report\.\d/.test(name)));
        // Threads that start now, one after the other, end later than one that ends now.
        const next = (left) => {
          if (left > 0) return new Worker('', { eval: true }).on('exit', () => next(left - 1));
          report('is there', threads().includes(watchdog));
          process.exit();
        };
        next(5);
      });
    },
    { preload: [], env: { HEART: require.resolve('../../supervisor/worker_heart.js') } },
  );
  assert.equal(await program.next('is there'), true);
});

describe('not trusted', { concurrency: 2 }, () => {
  for (const [title, text, said] of [
    [
      'crashes',
      `${GOOD} setTimeout(() => process.exit(7), 1000)`,
      /it ended with exit code 7 \d+ ms after it was ready/,
    ],
    [
      'eats memory',
      `${GOOD} setInterval(() => kept.push(Buffer.alloc(50 << 20, 1)), 50)`,
      /it has \d+ MB of memory/,
    ],
  ]) {
    test(`a new worker that ${title} when it is ready: the old ones stay`, async (t) => {
      const service = serve(t, '-w', '2', '--settle-time', '60s', '--max-memory', '400M');
      const port = await service.port();
      await service.ready(2);
      const old = service.said('ready').map(({ pid }) => pid);
      fs.writeFileSync(path.join(service.program.folder, 'app.js'), text);
      const { code, stderr } = await service.ask('reload');
      assert.equal(code, 1);
      assert.match(stderr, said);
      const { workers } = JSON.parse((await service.ask('status', '--json')).stdout);
      assert.deepEqual(workers.map(({ pid }) => pid).sort(), old.sort());
      for (let i = 0; i < 4; i++) assert.equal(await get(port), 'good');
    });
  }
});

test('a reload ends when what it has put in place crashes meanwhile', async (t) => {
  const service = serve(t, '-w', '3', '--restart-delay', '1m');
  await service.ready(3);
  // The first new one ends as soon as the second one starts, which is not ready before that is known.
  const text = `
    const { existsSync, writeFileSync } = require('node:fs');
    const mark = (name) => require('node:path').join(__dirname, name);
    const wait = (name, then) => (existsSync(mark(name)) ? then() : setTimeout(wait, 5, name, then));
    if (process.env.NODE_APP_INSTANCE === '0') {
      ${GOOD}
      wait('second', () => { writeFileSync(mark('gone'), ''); process.exit(9); });
    } else {
      writeFileSync(mark('second'), '');
      wait('gone', () => setTimeout(() => { ${GOOD} }, 500));
    }`;
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), text);
  const { code, stderr } = await service.ask('reload');
  assert.equal(code, 1);
  assert.match(stderr, /it ended with exit code 9/);
  assert.equal(service.said('notReloaded')[0].replaced, 2);
});

test('after more failures in a row than --max-restarts nothing is started any more', async (t) => {
  const files = { 'app.js': `${GOOD} process.on('SIGUSR2', () => process.exit(5))` };
  const options = ['-w', '1', '--max-restarts', '2', '--restart-delay', '10ms'];
  const service = new Service(t, 'app.js', { options, files });
  for (let i = 0; i < 3; i++) {
    await service.ready(i + 1);
    process.kill(service.said('ready')[i].pid, 'SIGUSR2');
  }
  assert.equal((await service.program.end()).code, 5);
  assert.equal(service.said('restart').length, 2);
  assert.equal(service.said('givenUp').length, 1);
});
