'use strict';

// Proves that wrong usage is exit code 2 and a sentence on stderr, and what the command says about itself.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { GOCLUSTER_ONLY, REGISTER } = require('../support/run.js');
const { version } = require('../../package.json');
const { command } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;

/** A folder with these scripts, each of which says its name. */
function folderWith(t, ...files) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-usage-')));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), 'console.log(__filename);');
  }
  return folder;
}

for (const [title, args, sentence] of [
  ['nothing at all', [], /no script/],
  ['options without a script', ['--no-warnings', '--trace-warnings'], /no script/],
  // The last word is the value of the option: node knows, and it would wait for the standard input.
  ['a value without a script', ['-r', REGISTER], /no script/],
  ['a value without a script, at length', ['--title', 'shop'], /no script/],
  ['an option that the doctor does not know', ['doctor', '--jsn'], /--jsn/],
  ['a word that the doctor does not know', ['doctor', 'now'], /now/],
  ['a misspelt command', ['doctro'], /"doctro"; did you mean "gocluster doctor"\?$/],
  ['another one', ['upgrad'], /"upgrad"; did you mean "gocluster upgrade"\?$/],
  ['a word that is none of its commands', ['help'], /did you mean "gocluster --help"\?$/],
  ['a verb before the script', ['start', 'app.js'], /did you mean "gocluster run app\.js"\?$/],
  ['a word, and nothing like it', ['watch'], /no script and no command "watch"$/],
  ['a number of workers', ['--workers', '4', 'app.js'], /no --workers: the script says/],
  ['a number of workers, after "="', ['--instances=4', 'app.js'], /no --instances: the script/],
]) {
  test(title, { skip }, (t) => {
    const cwd = folderWith(t, 'app.js');
    const { status, stdout, stderr } = command(args, { cwd, input: 'console.log("ran")' });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    const [first, ...rest] = stderr.split('\n');
    assert.match(first, /^gocluster: /);
    assert.match(first, sentence);
    assert.match(rest.join('\n'), /gocluster \[node options\] script/);
  });
}

for (const [args, sentence] of [
  [['stop', '--noww'], 'there is no option --noww; did you mean --now?'],
  [['status', '--name'], '--name needs a value'],
  [['reload', 'app.js'], 'it takes no arguments'],
  [['scale'], 'it takes N, +N or -N'],
  [['top', '--jsno'], 'there is no option --jsno; did you mean --json?'],
]) {
  test(`wrong: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = command(args);
    assert.deepEqual([status, stdout], [2, '']);
    const [first, empty, usage] = stderr.split('\n');
    assert.deepEqual([first, empty], [`gocluster: ${sentence}`, '']);
    assert.ok(usage.startsWith(`usage: gocluster ${args[0]} `), usage);
  });
}

test('a script of that name wins', { skip }, (t) => {
  const cwd = folderWith(t, 'doctro.js', 'start/index.js');
  for (const [word, file] of [
    ['doctro', 'doctro.js'],
    ['start', 'start/index.js'],
  ]) {
    const { status, stdout, stderr } = command([word, 'app.js'], { cwd });
    assert.deepEqual([status, stdout, stderr], [0, `${path.join(cwd, file)}\n`, '']);
  }
});

for (const args of [
  ['doctor', '--help'],
  ['doctor', '-h'],
]) {
  test(args.join(' '), { skip }, () => {
    const { status, stdout, stderr } = command(args);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^usage: gocluster doctor \[--json\]\n/);
  });
}

for (const args of [['--help'], ['-h'], ['--no-warnings', '--help']]) {
  test(args.join(' '), { skip }, () => {
    const { status, stdout, stderr } = command(args);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^usage: gocluster \[node options\] script \[arguments\]/);
    assert.match(stdout, /gocluster doctor/);
  });
}

for (const args of [['--version'], ['-v']]) {
  test(args.join(' '), { skip }, () => {
    const { status, stdout, stderr } = command(args);
    assert.deepEqual([status, stdout, stderr], [0, `${version}\n`, '']);
  });
}
