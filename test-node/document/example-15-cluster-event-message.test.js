'use strict';

// Example 15: the listener of 'message' that copes with two arguments is given three. Its text is an
// arrow function, so its `arguments` are those of the function around it; both counts are tried.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

for (const around of [2, 3]) {
  testExample(15, `cluster event 'message', ${around} arguments around it`, async (run) => {
    const program = run(
      (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
  (function () {
${text}
  })(${Array(around).fill('null').join()});
  console.log('listeners', cluster.listenerCount('message'));
  cluster.on('message', function (worker, message, handle) {
    console.log(arguments.length, worker === cluster.workers[1], message, handle);
    worker.disconnect();
  });
  cluster.fork();
} else {
  process.send('from the worker');
}
`,
    );
    assert.deepEqual(await program.end(), { code: 0, signal: null });
    assert.deepEqual(program.lines, ['listeners 1', '3 true from the worker undefined']);
    assert.equal(program.stderr, '');
  });
}
