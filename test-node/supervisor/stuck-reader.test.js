'use strict';

// Proves that who reads the output and stops stops nobody: the supervisor goes on, what living workers write is kept, and of what
// ended ones have left it is said how much is lost.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { execFile } = require('node:child_process');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { DEADLINE_MS, until } = require('../support/deadline.js');
const { CLI } = require('../support/run.js');
const { Terminal, noTmux } = require('../support/terminal.js');
const { Service } = require('./service.js');

const MEGABYTE = 2 ** 20;
const LINES = 8 * 1024;
/** Ended workers that have left more than is kept. */
const CRASHES = 8;

/** Writes so many lines of a kilobyte as it is asked for. */
const talkative = () => {
  const line = `${'x'.repeat(1023)}\n`;
  require('node:http')
    .createServer((request, response) => {
      for (let left = Number(request.url.slice(1)); left > 0; left--) process.stdout.write(line);
      response.end('written');
    })
    .listen(0, '127.0.0.1');
};

/** Leaves as much as a socket holds of what is six times as long in JSON. */
const crashing = () => {
  require('node:net')
    .createServer()
    .listen(0, () => {
      process.stderr.write('\x01'.repeat(2 ** 20));
      setImmediate(() => process.exit(1));
    });
};

const rssOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(read(pid))[1]) * 1024;
const read = (pid) => fs.readFileSync(`/proc/${pid}/status`, 'latin1');

function get(port, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

const ask = async (service, ...words) => {
  const { code, stdout, stderr } = await service.ask(...words, '--name', 'shop');
  assert.equal(code, 0, stderr);
  return stdout;
};

test('what living workers write waits with them', async (t) => {
  const service = new Service(t, talkative, { options: ['-w', '1', '-n', 'shop'] });
  const port = await service.port();
  const { pid, child } = service.program;
  child.stdout.pause();
  const before = rssOf(pid);
  assert.equal(await get(port, `/${LINES}`), 'written');
  await ask(service, 'status');
  const grown = (rssOf(pid) - before) / MEGABYTE;
  assert.ok(grown < LINES / 1024, `the supervisor has ${grown} MB more`);
  assert.equal(service.said('warning').length, 0);

  child.stdout.resume();
  const whole = (LINES * MEGABYTE) / 1024;
  await service.program.until(() => service.program.stdout.length >= whole, 'every byte');
  await service.program.until(() => service.program.lines.length === LINES, 'every line');
  assert.doesNotMatch(service.program.stderr, /Warning/);
});

test('what ended workers have left is lost in the end, and counted', async (t) => {
  const options = ['-w', '1', '-n', 'shop', '--restart-delay', '0'];
  const service = new Service(t, crashing, { options });
  await service.next('serving');
  const { stderr } = service.program.child;
  stderr.pause();
  await until(
    async () => JSON.parse(await ask(service, 'status', '--json')).workers[0]?.id > CRASHES,
    `${CRASHES} crashes`,
  );
  stderr.resume();
  const { message } = await service.next('warning');
  assert.match(message, /^\d{6,} bytes of output are lost: nobody has read them$/);
  await ask(service, 'stop');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('a terminal that was stopped by Ctrl-S', { skip: noTmux }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-stopped-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'app.js');
  fs.writeFileSync(file, `(${talkative})()`);
  const command = `env XDG_RUNTIME_DIR=${folder} ${process.execPath} ${CLI} run -w 1 -n shop --prefix ${file}`;
  const terminal = new Terminal(t, command);
  const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(
    await terminal.shows(/on http:\/\/127\.0\.0\.1:\d+.*\n/),
  );
  terminal.pressControl('s');
  assert.equal(await get(Number(port), `/${LINES}`), 'written');

  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  await promisify(execFile)(process.execPath, [CLI, 'stop', '--name', 'shop'], {
    env,
    timeout: DEADLINE_MS,
  });
  terminal.pressControl('q');
  await terminal.shows(/ended with 0/);
});
