'use strict';

// Runs folders of JavaScript tests. Prints one line per folder while they run, failures in full, and why tests were skipped.
//
//   TEST_LANES    how many files run at a time; default: twice the number of processors
//   TEST_RETRIES  how often failed files are run again, alone, for machines that do much at once. A file that passes then is
//                 reported as flaky: that is a bug, but not one of the change under test
//   TEST_SLOWEST  how many of the slowest files are listed at the end (times.js)

const fs = require('node:fs');
const path = require('node:path');
const { LONG } = require('./folders');
const { runInLanes } = require('./lanes');
const { line } = require('./line');
const { isInShare } = require('./share');
const { Times } = require('./times');

const ROOT = path.join(__dirname, '..', '..');
const TESTS = path.join(ROOT, 'test-node');
const RETRIES = Number(process.env.TEST_RETRIES ?? 0);

/** All test files below a folder, in order. */
function testFiles(folder) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...testFiles(name));
    else if (entry.name.endsWith('.test.js')) found.push(name);
  }
  return found;
}

function nameOf(file) {
  return path.relative(TESTS, file);
}

/** Puts the files that take long first. */
function inOrder(files) {
  const isLong = (file) => LONG.includes(nameOf(file));
  return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
}

/** A folder whose files are running. */
class Folder {
  passed = 0;
  failed = 0;
  skipped = 0;
  #started;

  constructor(name, mayRun) {
    this.name = name;
    this.files = testFiles(path.join(TESTS, name)).filter((file) => mayRun(file, name));
    this.left = this.files.length;
  }

  start() {
    this.#started ??= Date.now();
  }

  add({ passed, failed, skipped }) {
    this.passed += passed;
    this.failed += failed;
    this.skipped += skipped;
    if (--this.left === 0) console.log(line(this.name, this, Date.now() - this.#started));
  }
}

function printFailures(file, { failures, output }) {
  for (const { path: names, text } of failures) {
    console.log(`\n✖ ${[path.relative(ROOT, file), ...names].join(' > ')}\n`);
    console.log(text.replace(/^/gm, '  '));
  }
  if (failures.length > 0 && output !== '') console.log(output.replace(/^/gm, '  | '));
}

/** Runs failed files again, alone; returns the files that then pass, with their results. */
async function again(node, files) {
  const passed = new Map();
  for (let retry = 0; retry < RETRIES && files.length > 0; retry++) {
    console.log(`\nagain, alone: ${files.map((file) => path.relative(ROOT, file)).join(' ')}`);
    await runInLanes(node, files, {
      lanes: 1,
      onResult(file, result) {
        printFailures(file, result);
        if (result.failed === 0) passed.set(file, result);
      },
    });
    files = files.filter((file) => !passed.has(file));
  }
  return passed;
}

/**
 * @param {string[]} names folders of test-node
 * @param {string} node the program to run them with
 * @param {object} [options]
 * @param {string[]} [options.without] files that are not run
 * @param {(name: string) => boolean} [options.isShared] whether only a share of a folder's files is run
 * @param {object} [options.env] added to the environment
 * @returns {Promise<{passed: number, failed: number, skipped: number, flaky: number}>}
 */
async function runFolders(names, node, { without = [], isShared = () => false } = {}) {
  let place = 0;
  const mayRun = (file, name) =>
    !without.includes(nameOf(file)) && (!isShared(name) || isInShare(place++));
  const folders = names.map((name) => new Folder(name, mayRun));
  const folderOf = new Map(folders.flatMap((each) => each.files.map((file) => [file, each])));
  const failed = new Map();
  const skips = new Map();
  const times = new Times();

  const troubles = await runInLanes(node, inOrder([...folderOf.keys()]), {
    onStart: (file) => folderOf.get(file).start(),
    onResult(file, result) {
      printFailures(file, result);
      folderOf.get(file).add(result);
      times.add(nameOf(file), result.seconds, result.cpu);
      if (result.failed > 0) failed.set(file, result);
      for (const reason of result.skips) skips.set(reason, (skips.get(reason) ?? 0) + 1);
    },
  });
  for (const [reason, count] of skips) console.log(`  skipped ${count}: ${reason}`);
  for (const { how, output } of troubles) {
    console.log(`\n✖ a process of tests that all passed ended with ${how}\n${output}`);
  }

  times.print();

  const total = { passed: 0, failed: troubles.length, skipped: 0, flaky: 0 };
  for (const folder of folders) {
    for (const key of ['passed', 'failed', 'skipped']) total[key] += folder[key];
  }
  const flaky = await again(node, [...failed.keys()]);
  for (const [file, result] of flaky) {
    total.failed -= failed.get(file).failed;
    total.passed += result.passed - failed.get(file).passed;
    total.flaky++;
  }
  if (flaky.size > 0) {
    const list = [...flaky.keys()].map((file) => path.relative(ROOT, file));
    console.log(`\nFLAKY: ${list.join(' ')}`);
  }
  return total;
}

module.exports = { runFolders };
