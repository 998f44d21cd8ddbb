'use strict';

// Whether two reports of a scenario may differ as they do.

const assert = require('node:assert/strict');
const { difference, lineDifference } = require('./difference.js');

/**
 * @param {object} scenario `differs` may name further streams that the difference changes: `besides`
 * @param {Map<string, string[]>} left the built-in's report
 * @param {Map<string, string[]>} right the other side's report
 * @param {{selfTest: boolean, decided: () => Set<string>, major: number, policy: string}} context
 */
function judge(scenario, left, right, { selfTest, decided, major, policy }) {
  const reported = [...left.keys()].filter((stream) => stream !== 'exit' && stream !== 'stderr');
  assert.notEqual(reported.length, 0, 'the scenario reports nothing: it can prove nothing');

  const declared = declaration(scenario, major, policy);
  const except = new Set(declared ? [declared.id, ...(declared.besides ?? [])] : []);

  if (declared) {
    expectLines('the built-in', declared, declared.builtin, left);
    if (selfTest) {
      expectLines('the built-in, again', declared, declared.builtin, right);
    } else {
      assert.ok(
        decided().has(declared.id),
        `COMPATIBILITY.md has no row with the id ${declared.id}`,
      );
      assert.notEqual(
        lineDifference(left.get(declared.id) ?? [], right.get(declared.id) ?? []),
        '',
        `${declared.id} is declared as a difference, but both sides do the same now`,
      );
      expectLines('gocluster', declared, declared.gocluster, right);
    }
  }

  const text = difference(left, right, except);
  assert.ok(
    text === '',
    `${scenario.proves}\n- built-in, + ${selfTest ? 'built-in again' : 'gocluster'}\n${text}`,
  );
}

function declaration({ differs }, major, policy) {
  if (!differs || (differs.when && !differs.when({ major, policy }))) return null;
  return differs;
}

function expectLines(who, { id }, expected, streams) {
  const text = lineDifference(expected, streams.get(id) ?? []);
  assert.ok(
    text === '',
    `${id}: ${who} does not do what is declared\n- declared, + reported\n${text}`,
  );
}

module.exports = { judge };
