'use strict';

// Proves that a service outlives what it writes to: a full disk, a pipe that nobody reads, a file that is in the way; and says what is lost.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { Service } = require('./service.js');

const app = () => {
  console.error('at the start');
  require('node:http').createServer().listen(0);
};

/** Its workers are replaced, and each writes as well as the supervisor. */
async function serves(service) {
  const ask = (...words) => service.ask(...words, '--name', 'shop');
  await until(async () => (await ask('status')).stdout.includes('ready'), 'a ready worker');
  const { code, stdout, stderr } = await ask('reload');
  assert.deepEqual([code, stdout], [0, 'reloaded: 1 replaced\n'], stderr);
  assert.equal((await ask('stop')).code, 0);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
}

const options = ['-w', '1', '-n', 'shop'];

test('a full disk', { skip: !fs.existsSync('/dev/full') }, async (t) => {
  const full = fs.openSync('/dev/full', 'w');
  t.after(() => fs.closeSync(full));
  await serves(new Service(t, app, { options, stdio: ['ignore', full, full] }));
});

test('a pipe that nobody reads', async (t) => {
  const service = new Service(t, app, { options });
  for (const stream of [service.program.child.stdout, service.program.child.stderr])
    stream.destroy();
  await serves(service);
});

/** Writes line by line, for ever. */
const talkative = () => {
  require('node:http').createServer().listen(0);
  setInterval(() => console.log('x'.repeat(1023)), 5);
};

test('a file that cannot be written for a while', async (t) => {
  const service = new Service(t, talkative, { options: [...options, '--out-file', 'out.log'] });
  const file = path.join(service.program.folder, 'out.log');
  const sizeOf = () => fs.statSync(file, { throwIfNoEntry: false })?.size;
  await service.program.until(() => sizeOf() > 0, 'output');
  await until(() => {
    fs.renameSync(file, `${file}.1`);
    try {
      fs.mkdirSync(file);
      return true;
    } catch {
      return false; // a new file has just been begun
    }
  }, 'a folder in its place');
  const { message } = await service.next('warning');
  assert.match(message, /^output to .*out\.log is lost: EISDIR/);
  fs.rmdirSync(file);
  assert.match(
    (await service.next('warning')).message,
    /out\.log works again: \d{4,} bytes are lost$/,
  );
  assert.ok(sizeOf() > 0);
});

test('a named pipe that nobody reads', async (t) => {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-output-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = fs.openSync(pipe, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  t.after(() => fs.closeSync(reader));
  const service = new Service(t, talkative, { options: [...options, '--out-file', pipe] });
  assert.match((await service.next('warning')).message, /pipe is lost: EAGAIN/);
  assert.equal((await service.ask('reload')).code, 0);
});

test('the names of its own streams are no files', async (t) => {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-output-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const link = path.join(folder, 'error.log');
  fs.symlinkSync('/dev/stdout', link);
  // These streams are sockets, which cannot be opened by a name.
  const files = ['--out-file', '/dev/stdout', '--error-file', link];
  const service = new Service(t, app, { options: [...options, ...files] });
  await service.ready(1);
  await service.program.prints('at the start');
});
