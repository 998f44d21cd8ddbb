'use strict';

// Proves that the blocks of docs/run.md do what the text says.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { CLI, ROOT, start } = require('../support/run');
const { block } = require('./blocks');

const SERVER = block('run-server');

/** Writes files into the folder of a program that is started when they are there. */
function startWith(t, files, words) {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-run-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules', 'gocluster'));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  const env = { PORT: '0', XDG_RUNTIME_DIR: folder };
  return { env, folder, program: start(t, [process.execPath, ...words], { cwd: folder, env }) };
}

/** The words of a line of a block, run by this Node. */
function wordsOf(line) {
  const [npx, gocluster, ...args] = line.split(' ');
  assert.deepEqual([npx, gocluster], ['npx', 'gocluster']);
  return [CLI, ...args];
}

test('the server runs, and is asked for all that the text shows', async (t) => {
  const { program, env } = startWith(
    t,
    { 'server.js': SERVER },
    wordsOf(block('run-start').trim()),
  );
  await program.until(() => program.stderr.includes('workers: 2'), 'the greeting');
  for (const line of block('run-verbs').trim().split('\n')) {
    const { status, stderr } = spawnSync(process.execPath, wordsOf(line), {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${line}: ${stderr}`);
  }
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.match(program.stderr, /reload: done, 2 replaced/);
  assert.match(program.stderr, /scale: to 3/);
});

test('a configuration file', async (t) => {
  const files = { 'server.js': SERVER, 'gocluster.config.js': block('run-config') };
  const { program } = startWith(t, files, [CLI, 'run']);
  await program.until(() => program.stderr.includes('workers: 2'), 'the greeting');
  program.kill('SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test('by a program', async (t) => {
  const files = { 'server.js': SERVER, 'program.js': block('run-program') };
  const { program } = startWith(t, files, ['program.js']);
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.match(program.stdout, /\{ replaced: 2 \}/);
});

const [MAJOR] = process.versions.node.split('.').map(Number);

test('a reload takes over a changed .env', { skip: MAJOR < 20 && 'no --env-file' }, async (t) => {
  const files = {
    'app.js': "console.log(process.env.LEVEL);require('http').createServer().listen(0);",
    '.env': 'LEVEL=one',
  };
  const words = [CLI, 'run', '-w', '1', '--node-args', '--env-file=.env', 'app.js'];
  const { program, env, folder } = startWith(t, files, words);
  await program.until(() => program.stderr.includes('is ready'), 'the first worker');
  fs.writeFileSync(path.join(folder, '.env'), 'LEVEL=two');
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'reload'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  program.kill('SIGTERM');
  await program.end();
  assert.equal(program.stdout, 'one\ntwo\n');
});
