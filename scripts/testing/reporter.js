'use strict';

// The reporter of a lane: sends the parent one message with the result of each file. lane.js makes each file a top-level suite, so
// a file has ended when a result without nesting arrives. Node's own warnings about late activity of a test arrive at the very end;
// they are written to standard output, which the parent keeps.

const { inspect } = require('node:util');

const DEPTH = 10;

/** The result so far of the file that runs. */
class Result {
  counts = { passed: 0, failed: 0, skipped: 0 };
  skips = [];
  /** {nesting, path, text} of each failure. Names of ancestors are added when they end; `path` has the outermost name first. */
  failures = [];

  add(passed, { name, nesting, details, skip }) {
    for (const failure of this.failures) {
      if (failure.nesting !== nesting + 1) continue;
      failure.nesting = nesting;
      if (nesting > 0) failure.path.unshift(name);
    }
    const { error, type } = details;
    // A test that failed because a subtest failed is not listed: the subtest is.
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
