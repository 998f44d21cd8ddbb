'use strict';

// Example 17: settings of setupMaster() go to the forks after it, and stay unless given again.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(17, 'two settings, two workers', async (run) => {
  const program = run(
    (text) => `
${text}
const { exec, args, silent } = cluster.settings;
console.log(JSON.stringify({ exec, args, silent }));
for (const worker of Object.values(cluster.workers)) {
  worker.process.stdout.on('data', (text) => console.log('worker', worker.id, 'says', text + ''));
}
`,
    {
      files: {
        'worker.js': `process.stdout.write(process.argv.slice(2).join(' ')); process.disconnect();`,
      },
    },
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines.sort(), [
    'worker 1 says --use https',
    'worker 2 says --use http',
    '{"exec":"worker.js","args":["--use","http"],"silent":true}',
  ]);
  assert.equal(program.stderr, '');
});
