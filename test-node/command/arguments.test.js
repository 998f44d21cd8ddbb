'use strict';

// Proves that the command gives node and the script every argument as it is: what a program sees of its own process is
// what it sees under node, for every kind of option.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { CLI, GOCLUSTER_ONLY } = require('../support/run.js');

const skip = GOCLUSTER_ONLY;
const DEADLINE_MS = 300_000;
const NODE_MAJOR = Number(process.versions.node.split('.')[0]);

/** An inspector's address; and the one function of gocluster's between require() and Node's, see COMPATIBILITY.md. */
const UNLIKE = /ws:\/\/|\(.*\/lib\/first_ask\.js:\d+:\d+\)$/;

/** What was written to stderr. Where that function calls Node's, some versions name Node's otherwise. */
function linesOf(stderr) {
  const lines = stderr.replaceAll(/(Module|Function)\.<anonymous>/g, '$1._load').split('\n');
  return lines.filter((line) => !UNLIKE.test(line));
}

const SAY = `
const { argv, argv0, execArgv, execPath, title, env } = process;
console.log(JSON.stringify({
  argv, argv0, execArgv, execPath, title, options: env.NODE_OPTIONS, stack: Error.stackTraceLimit,
  preloaded: globalThis.preloaded, set: env.FROM_FILE, main: typeof require === 'function' && require.main?.filename,
}));
`;

function makeFolder(t) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-command-')));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
  write('server.js', SAY);
  write('module.mjs', SAY);
  write('-dash.js', SAY);
  write('x.js', 'globalThis.preloaded = "x";');
  write('x.mjs', 'globalThis.preloaded = "module";');
  write('file.env', 'FROM_FILE=yes\n');
  return folder;
}

const SCRIPT = ['server.js', 'one', '--own-flag', '-r', '--help', '--', 'last arg'];

for (const [title, args, options = {}] of [
  ['a script and its own arguments', SCRIPT],
  ['a script without its ending', ['./server']],
  ['a module', ['module.mjs', '--x']],
  ['options alone', ['--no-warnings', '--trace-warnings', ...SCRIPT]],
  [
    "an option of V8's with its value",
    ['--stack-trace-limit=7', '--max-old-space-size=200', ...SCRIPT],
  ],
  ['a value after a space', ['--require', './x', '--title', 'shop', ...SCRIPT]],
  ['a value after "="', ['--require=./x', '--title=shop', ...SCRIPT]],
  ['a short option', ['-r', './x.js', '-C', 'development', ...SCRIPT]],
  ['a module before the script', ['--import', './x.mjs', ...SCRIPT], { since: 20 }],
  ['conditions', ['--conditions', 'development', '--conditions=worker', ...SCRIPT]],
  ['a file of variables', ['--env-file=file.env', ...SCRIPT], { since: 22 }],
  ['the inspector', ['--inspect=127.0.0.1:0', ...SCRIPT]],
  ['"--" before the script', ['--no-warnings', '--', '-dash.js', 'x']],
  ['"--" alone before the script', ['--', 'server.js', '--x']],
  ['code', ['-e', SAY, 'one', '--two']],
  ['code after "="', [`--eval=${SAY}`, '--', '--two']],
  ['code whose value is printed', ['-p', 'process.argv.length + process.execArgv.length', 'x']],
  ['code whose value is printed, in one word', ['-pe', '6 * 7']],
  ['the standard input', ['-', 'one', '--two'], { input: SAY }],
  ['the standard input after options', ['--no-warnings', '-r', './x', '-'], { input: SAY }],
  ['a check of the syntax', ['--check', 'server.js']],
  ['options from the environment', SCRIPT, { env: { NODE_OPTIONS: '-r ./x --no-warnings' } }],
  ['a script that is not there', ['missing.js']],
  ['an option that node does not know', ['--no-such-option', 'server.js']],
]) {
  const tooOld = options.since > NODE_MAJOR && `node has the option since version ${options.since}`;
  test(title, { skip: skip || tooOld }, (t) => {
    const cwd = makeFolder(t);
    const { env, input = '' } = options;
    const runNode = (before) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...before, ...args], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
        input,
        timeout: DEADLINE_MS,
      });
      return { status, stdout, errors: linesOf(stderr) };
    };
    const expected = runNode([]);
    assert.ok(
      expected.stdout || expected.status || args.includes('--check'),
      'node itself says nothing',
    );
    assert.deepEqual(runNode([CLI]), expected);
  });
}

test('the REPL', { skip }, () => {
  const { status, stdout } = spawnSync(process.execPath, [CLI, '-i'], {
    encoding: 'utf8',
    input: '6 * 7\n',
    timeout: DEADLINE_MS,
  });
  assert.equal(status, 0);
  assert.match(stdout, /42/);
});

test('the files of a test', { skip }, (t) => {
  const folder = makeFolder(t);
  const file = path.join(folder, 'cluster.test.js');
  fs.writeFileSync(
    file,
    `require('node:assert').ok('suicide' in require('node:cluster').Worker.prototype);`,
  );
  const { status, stdout } = spawnSync(process.execPath, [CLI, '--test', file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    timeout: DEADLINE_MS,
  });
  assert.equal(status, 0, stdout);
});
