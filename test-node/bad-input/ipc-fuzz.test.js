'use strict';

// Whatever a worker says over IPC, in whatever order, the primary goes on, keeps nothing of it, and another worker's clients
// are all served. A failure prints the seed; GOCLUSTER_FUZZ_SEED runs it again, GOCLUSTER_FUZZ_SECONDS takes longer.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { DEADLINE_MS } = require('../support/deadline.js');
const { run, BUILTIN } = require('../support/run.js');

const SECONDS = Number(process.env.GOCLUSTER_FUZZ_SECONDS || 1.5);
const SEED = Number(process.env.GOCLUSTER_FUZZ_SEED || Date.now() % 1e9);

// Node's own primary trusts what a queryServer says, and ends by an exception or an assertion.
const skip = BUILTIN && "the built-in's primary does not survive it";

for (const [what, serialization, policy] of [
  ['acts', 'json', 'rr'],
  ['acts', 'advanced', 'rr'],
  ['acts', 'json', 'none'],
  ['handles', 'json', 'rr'],
  ['bytes', 'json', 'rr'],
  ['bytes', 'advanced', 'rr'],
]) {
  test(`${what}, ${serialization}, ${policy}`, { skip }, async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const running = run(t, '../bad-input/ipc-fuzz-program.js', {
      env: {
        NODE_CLUSTER_SCHED_POLICY: policy,
        FUZZ_WHAT: what,
        FUZZ_SERIALIZATION: serialization,
        FUZZ_SEED: `${SEED}`,
        FUZZ_SECONDS: `${SECONDS}`,
        FUZZ_MESSAGES: path.join(__dirname, 'ipc-messages.js'),
      },
    });
    const { code, signal } = await running.end(SECONDS * 1000 + DEADLINE_MS);
    const last = running.all('seed').pop();
    assert.deepEqual(
      [code, signal, running.all('uncaught')],
      [0, null, []],
      `seed ${last}\n${running.stderr}`,
    );
    assert.deepEqual(running.all('unserved'), [], `seeds ${SEED} to ${last}`);
    const [result] = running.all('result');
    assert.ok(result.served > 0 && result.messages > 0);
    assert.equal(result.polluted, null);
    assert.deepEqual(running.all('left'), [{ descriptors: 0, listeners: 0, workers: 1 }]);
    t.diagnostic(JSON.stringify(result));
  });
}
