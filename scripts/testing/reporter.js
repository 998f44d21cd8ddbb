'use strict';

// The reporter of a lane: what became of each file goes to the parent, as one message a file. lane.js makes each file a suite
// at the top, so a file is over when a result without nesting comes. Node's own warnings about a test's late activity come at
// the very end and go to standard output, which the parent keeps.

const { inspect } = require('node:util');

const DEPTH = 10;

/** What is known of the file that runs. */
class Result {
  counts = { passed: 0, failed: 0, skipped: 0 };
  skips = [];
  /** Of tests whose ancestors are not all known yet, the outermost name first: { nesting, path, text }. */
  failures = [];

  add(passed, { name, nesting, details, skip }) {
    for (const failure of this.failures) {
      if (failure.nesting !== nesting + 1) continue;
      failure.nesting = nesting;
      if (nesting > 0) failure.path.unshift(name);
    }
    const { error, type } = details;
    // What failed because something in it failed has been told.
    const own = !passed && error?.failureType !== 'subtestsFailed';
    if (own) this.failures.push({ nesting, path: nesting > 0 ? [name] : [], text: textOf(error) });
    if (type === 'suite' && !own) return;
    const skipped = skip !== undefined && skip !== false;
    this.counts[skipped ? 'skipped' : passed ? 'passed' : 'failed']++;
    if (skipped) this.skips.push(String(skip));
  }
}

function textOf(error) {
  return inspect(error?.cause ?? error, { depth: DEPTH });
}

module.exports = async function* report(events) {
  let result = new Result();
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && /^(Warning|Error): /.test(data.message))
      yield `${data.message}\n`;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    result.add(type === 'test:pass', data);
    if (data.nesting > 0) continue;
    const { counts, skips, failures } = result;
    process.send({ ...counts, skips, failures });
    result = new Result();
  }
};
