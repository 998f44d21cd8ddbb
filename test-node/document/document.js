'use strict';

// The twenty js examples of the cluster documentation of Node 8.12, in its order and counted from 1: examples/NN.js, letter
// by letter as they stand there, the translated comments of the edition that this project implements included.

const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { ownNetwork } = require('../support/network.js');
const { run } = require('../support/run.js');

const FOLDER = path.join(__dirname, 'examples');
const COUNT = 20;

/** Before example 13, whose two seconds would race with a slow machine: the program keeps its timers itself, in `due`. */
const CLOCK = `
const due = new Map();
const setTimeout = (run, ms) => due.set(due.size + 1, { run, ms }).size;
const clearTimeout = (id) => due.delete(id);
`;

function example(number) {
  return fs.readFileSync(path.join(FOLDER, `${String(number).padStart(2, '0')}.js`), 'utf8');
}

/**
 * A test of one example: `run(around, files)` starts the program that `around` builds from the example's text, with other
 * files beside it, in a network of its own.
 */
function testExample(number, title, check) {
  test(`example ${number}: ${title}`, async (t) => {
    const network = await ownNetwork();
    const text = example(number);
    const start = (around, files) => {
      const all = { 'program.js': around(text), ...files };
      const program = run(t, 'program.js', { files: all, launcher: network.launcher });
      t.after(() => network.leave());
      return program;
    };
    await check(start, network);
  });
}

module.exports = { CLOCK, COUNT, example, testExample };
