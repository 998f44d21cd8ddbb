'use strict';

// The document's js examples, in document order, counted from 1. They are read at test time from
// the document beside the repository and are never copied here, so that their text is its text.

const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ownNetwork } = require('./network');
const { start } = require('./program');

const COUNT = 20;
const FILE = path.join(__dirname, '..', '..', '..', 'shared', 'seed', 'cluster-v8.12.ko.md');

const missing =
  !fs.existsSync(FILE) && 'the document ../shared/seed/cluster-v8.12.ko.md is not beside this tree';

/** The texts of all js blocks. */
function examples() {
  const text = fs.readFileSync(FILE, 'utf8');
  return [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, block]) => block);
}

function example(number) {
  return examples()[number - 1];
}

/**
 * A test of one example: `run(around, options)` starts the program that `around` builds from the
 * example's text, in a network of its own.
 */
function testExample(number, title, check) {
  test(`example ${number}: ${title}`, { skip: missing }, async (t) => {
    const network = await ownNetwork();
    const text = example(number);
    const run = (around, options) => start(t, around(text), { ...options, network });
    await check(run, network);
  });
}

module.exports = { COUNT, example, examples, missing, testExample };
