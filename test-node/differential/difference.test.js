'use strict';

// The comparison itself can fail: what it says about two reports, and how scenarios are judged by it.

const assert = require('node:assert/strict');
const { it } = require('node:test');
const { difference } = require('./difference.js');
const { judge } = require('./verdict.js');

const report = (lines, ...more) => new Map([['primary', lines], ...more]);
const context = { selfTest: false, decided: () => new Set(['listed']), major: 22, policy: 'rr' };
const scenario = { proves: 'what it proves' };

it('equal reports have no difference', () => {
  assert.equal(difference(report(['a', 'b']), report(['a', 'b'])), '');
});

it('a line that moved, one that is missing and one that is new are shown', () => {
  const text = difference(report(['a', 'b', 'c']), report(['b', 'a', 'd']));
  assert.match(text, /stream "primary"/);
  assert.match(text, /^ {2}- c$/m);
  assert.match(text, /^ {2}\+ d$/m);
});

it("the order of one worker's 'disconnect' and 'exit' is no difference, that of others is", () => {
  const [gone, ended] = ['cluster:disconnect "<Worker 1>"', 'cluster:exit "<Worker 1>" 0 null'];
  assert.equal(difference(report(['a', gone, ended]), report(['a', ended, gone])), '');
  assert.equal(
    difference(
      report(['worker:disconnect', gone, 'worker:exit 0', ended]),
      report(['worker:exit 0', ended, 'worker:disconnect', gone]),
    ),
    '',
  );
  const other = 'cluster:disconnect "<Worker 2>"';
  assert.notEqual(difference(report([other, ended]), report([ended, other])), '');
  assert.notEqual(difference(report(['a', gone]), report([gone, 'a'])), '');
});

it('a stream that only one side has is a difference', () => {
  assert.match(difference(report(['a']), report(['a'], ['worker 1', ['x']])), /worker 1/);
});

it('a difference fails', () => {
  assert.throws(() => judge(scenario, report(['a']), report(['b']), context), /what it proves/);
});

it('a scenario that reports nothing fails', () => {
  const empty = new Map([['exit', ['code 0']]]);
  assert.throws(() => judge(scenario, empty, empty, context), /reports nothing/);
});

it('a declared and listed difference passes', () => {
  const differs = { id: 'listed', builtin: ['old'], gocluster: ['new'] };
  judge(
    { ...scenario, differs },
    report(['a'], ['listed', ['old']]),
    report(['a'], ['listed', ['new']]),
    context,
  );
});

it('a declared difference that is not listed fails', () => {
  const differs = { id: 'unlisted', builtin: ['old'], gocluster: ['new'] };
  const [left, right] = [
    report(['a'], ['unlisted', ['old']]),
    report(['a'], ['unlisted', ['new']]),
  ];
  assert.throws(() => judge({ ...scenario, differs }, left, right, context), /no row with the id/);
});

it('a declared difference that is none any more fails', () => {
  const differs = { id: 'listed', builtin: ['old'], gocluster: ['new'] };
  const both = report(['a'], ['listed', ['old']]);
  assert.throws(
    () => judge({ ...scenario, differs }, both, both, context),
    /both sides do the same/,
  );
});
