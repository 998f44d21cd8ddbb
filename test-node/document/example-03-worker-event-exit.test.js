'use strict';

// Example 3: code and signal of 'exit' tell a signal, an error code and success apart.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

const ENDS = [
  [
    'a signal',
    `process.kill(process.pid, 'SIGKILL')`,
    'worker가 다음 signal에 의해 종료되었습니다.: SIGKILL',
  ],
  ['an error code', 'process.exit(7)', 'worker가 다음 에러 코드와 함께 종료되었습니다.: 7'],
  ['success', 'process.exit(0)', 'worker success!'],
];

for (const [how, end, said] of ENDS) {
  testExample(3, `worker event 'exit' after ${how}`, async (run) => {
    const program = run(
      (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
} else {
  ${end};
}
`,
    );
    assert.deepEqual(await program.end(), { code: 0, signal: null });
    assert.deepEqual(program.lines, [said]);
    assert.equal(program.stderr, '');
  });
}
