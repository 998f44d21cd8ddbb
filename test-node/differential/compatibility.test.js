'use strict';

// Every decided difference of COMPATIBILITY.md is shown by a scenario, and the reading of its table.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { it } = require('node:test');
const { decidedDifferences } = require('./compatibility.js');
const { load } = require('./subject.js');

it('each row with an id is declared by a scenario', () => {
  const shown = new Set();
  for (const folder of fs.readdirSync(path.join(__dirname, 'scenarios'))) {
    for (const { differs } of load(folder)) if (differs) shown.add(differs.id);
  }
  const unshown = [...decidedDifferences()].filter((id) => !shown.has(id));
  assert.deepEqual(unshown, [], 'rows of COMPATIBILITY.md that no scenario shows');
});

it('only tables with an id column count', () => {
  const text = [
    '| item | id |',
    '| --- | --- |',
    '| a | `one-thing` |',
    '| b | two |',
    '',
    '| item | test |',
    '| --- | --- |',
    '| c | three |',
  ].join('\n');
  assert.deepEqual([...decidedDifferences(text)], ['one-thing', 'two']);
});
