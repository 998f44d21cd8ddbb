'use strict';

// Proves that wrong usage is exit code 2 and a sentence on stderr, and what the command says about itself.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { GOCLUSTER_ONLY, REGISTER } = require('../support/run.js');
const { version } = require('../../package.json');
const { command } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;

for (const [title, args, sentence] of [
  ['nothing at all', [], /no script/],
  ['options without a script', ['--no-warnings', '--trace-warnings'], /no script/],
  // The last word is the value of the option: node knows, and it would wait for the standard input.
  ['a value without a script', ['-r', REGISTER], /no script/],
  ['a value without a script, at length', ['--title', 'shop'], /no script/],
  ['an option that the doctor does not know', ['doctor', '--jsn'], /--jsn/],
  ['a word that the doctor does not know', ['doctor', 'now'], /now/],
]) {
  test(title, { skip }, () => {
    const { status, stdout, stderr } = command(args, { input: 'console.log("ran")' });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    const [first, ...rest] = stderr.split('\n');
    assert.match(first, /^gocluster: /);
    assert.match(first, sentence);
    assert.match(rest.join('\n'), /gocluster \[node options\] script/);
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
