'use strict';

// The short commands and programs of docs/api.md, docs/operations.md and README.md that need nothing but node and npx.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT, block } = require('./blocks');
const { PRELOAD, makeFolder, start, testNetwork } = require('./sandbox');
const { curlSoon, missing } = require('./tools');

const SAY =
  "console.log('run', process.argv[2], process.execArgv.includes('--inspect'), 'gocluster' in global);";
const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** A folder in which npx finds the command, as after npm install. */
function folderWithCommand(t, files) {
  const folder = makeFolder(t, files);
  const bin = path.join(folder, 'node_modules', '.bin');
  fs.mkdirSync(bin);
  fs.symlinkSync(path.join(ROOT, 'cli', 'index.js'), path.join(bin, 'gocluster'));
  return folder;
}

async function run(t, command, options) {
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  const program = start(t, ['sh', '-c', command], { ...options, env });
  const { code } = await program.end();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

test('the gocluster command', { skip: missing('npx') }, async (t) => {
  const folder = folderWithCommand(t, { 'server.js': SAY });
  const lines = block('command')
    .trim()
    .split('\n')
    .map((line) => line.replace(/ *#.*/, ''));
  const [plain, inspected, help, shown] = await Promise.all(
    lines.map((line) => run(t, line, { folder })),
  );
  assert.deepEqual([plain.code, plain.stdout], [0, 'run undefined false false\n']);
  assert.deepEqual([inspected.code, inspected.stdout], [0, 'run 80 true false\n']);
  assert.match(help.stdout, /^usage: gocluster /i);
  assert.equal(shown.stdout, `${version}\n`);
  const wrong = await run(t, 'npx gocluster --no-warnings', { folder });
  assert.equal(wrong.code, 2);
});

test('the start command', { skip: missing('root', 'curl') }, async (t) => {
  const folder = makeFolder(t, { 'server.js': block('readme') });
  const network = await testNetwork(t);
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  const command = ['sh', '-c', `exec ${block('start').trim()}`];
  const program = start(t, command, { folder, network, env });
  const answers = await curlSoon(program, network, 'http://localhost:8000/[1-4]');
  assert.deepEqual(answers, Array(4).fill('hello world'));
  assert.equal(program.stderr, '');
});

test("an alarm for gocluster's warnings only", async (t) => {
  const emit = (code) => `process.emitWarning('x', { code: '${code}' });\n`;
  const text = block('warnings') + emit('GOCLUSTER_CHANNEL') + emit('DEP0000');
  const folder = makeFolder(t, { 'alarm.js': text });
  const program = start(t, [process.execPath, ...PRELOAD.plain, 'alarm.js'], { folder });
  await program.end();
  assert.equal(program.stdout, 'alarm: GOCLUSTER_CHANNEL\n');
});
