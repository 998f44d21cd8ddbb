'use strict';

// Two reports side by side: the streams that are not the same, printed as a line diff.

/**
 * @param {Map<string, string[]>} left what the built-in reported
 * @param {Map<string, string[]>} right what the other side reported
 * @param {Set<string>} except streams that are judged elsewhere
 * @returns {string} empty when both are the same
 */
function difference(left, right, except = new Set()) {
  const names = new Set([...left.keys(), ...right.keys()]);
  const parts = [];
  for (const name of names) {
    if (except.has(name)) continue;
    const part = lineDifference(settled(left.get(name)), settled(right.get(name)));
    if (part !== '') parts.push(`stream "${name}":\n${part}`);
  }
  return parts.join('\n');
}

// A worker's 'disconnect' and 'exit' come in either order, says the documentation, and under Node they do: here always in
// the usual one.
function settled(lines = []) {
  const result = [...lines];
  for (let i = 1; i < result.length; i++) {
    for (let at = i; at > 0 && isSwapped(result[at - 1], result[at]); at--) {
      [result[at - 1], result[at]] = [result[at], result[at - 1]];
    }
  }
  return result;
}

function isSwapped(before, after) {
  const [exit, disconnect] = [event(before), event(after)];
  const same = !exit.worker || !disconnect.worker || exit.worker === disconnect.worker;
  return exit.name === 'exit' && disconnect.name === 'disconnect' && same;
}

function event(line) {
  const [, name] = /^[^\s:]+:(\w+)/.exec(line) ?? [];
  const [, worker] = /<Worker (\d+)>/.exec(line) ?? [];
  return { name, worker };
}

/** Lines only at the left start with `-`, only at the right with `+`; empty when there are none. */
function lineDifference(left, right) {
  if (left.length === right.length && left.every((line, i) => line === right[i])) return '';
  const common = commonLengths(left, right);
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push(`    ${left[i]}`);
      i++;
      j++;
    } else if (j === right.length || (i < left.length && common[i + 1][j] >= common[i][j + 1])) {
      lines.push(`  - ${left[i++]}`);
    } else {
      lines.push(`  + ${right[j++]}`);
    }
  }
  return lines.join('\n');
}

// common[i][j]: the length of the longest common subsequence of left[i..] and right[j..].
function commonLengths(left, right) {
  const common = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i][j] =
        left[i] === right[j]
          ? common[i + 1][j + 1] + 1
          : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}

module.exports = { difference, lineDifference };
