'use strict';

// Runs the Go tests. Prints one line per package, and failures in full.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const readline = require('node:readline');
const { line } = require('./line');

/** No package needs that long, on any machine. */
const HANG = '60m';
const ROOT = path.join(__dirname, '..', '..');
/** The counter for each action with which `go test -json` ends a test. */
const COUNTED = { pass: 'passed', fail: 'failed', skip: 'skipped' };

class Package {
  passed = 0;
  failed = 0;
  skipped = 0;
  #output = new Map();

  print(test, text) {
    this.#output.set(test, (this.#output.get(test) ?? '') + text);
  }

  /** A test has ended, or the whole package if `test` is ''. */
  end(name, test, action, seconds) {
    if (action === 'fail') this.#show(name, test);
    this.#output.delete(test);
    if (test !== '') this[COUNTED[action]]++;
    else if (action === 'fail' && this.failed === 0) {
      // The package did not build, or ended before its tests.
      for (const unended of this.#output.keys()) this.#show(name, unended);
      this.failed++;
    }
    if (test === '' && this.passed + this.failed > 0) console.log(line(name, this, seconds * 1000));
  }

  #show(name, test) {
    console.log(`\n✖ ${name} ${test}\n${this.#output.get(test) ?? ''}`);
  }
}

/** Runs the tests, and again if some have failed: then Go runs only the packages that failed. */
async function runGo() {
  const first = await runOnce();
  if (first.failed === 0 || !(Number(process.env.TEST_RETRIES) > 0)) return first;
  console.log('\nagain, the packages that failed');
  const second = await runOnce();
  return { ...second, flaky: second.failed === 0 ? 1 : 0 };
}

/** @returns {Promise<{passed: number, failed: number, skipped: number, flaky: number}>} */
async function runOnce() {
  const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  const packages = new Map();
  const go = spawn('go', ['test', '-race', `-timeout=${HANG}`, '-json', './...'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(go, 'close');
  for await (const text of readline.createInterface({ input: go.stdout })) {
    if (!text.startsWith('{')) {
      console.log(text);
      continue;
    }
    const { Action, Package: name, Test = '', Output, Elapsed = 0, ImportPath } = JSON.parse(text);
    const key = name ?? ImportPath;
    if (!packages.has(key)) packages.set(key, new Package());
    if (Action === 'build-output') console.log(Output.trimEnd());
    else if (Action === 'output') packages.get(key).print(Test, Output);
    else if (COUNTED[Action]) packages.get(key).end(key, Test, Action, Elapsed);
  }
  const [code] = await closed;
  for (const each of packages.values()) {
    for (const key of ['passed', 'failed', 'skipped']) total[key] += each[key];
  }
  if (code !== 0 && total.failed === 0) total.failed = 1;
  return total;
}

module.exports = { runGo };
