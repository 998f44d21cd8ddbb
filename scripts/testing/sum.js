'use strict';

// Prints the sum of several runs: `node scripts/testing/sum.js FILE`, where FILE is the TEST_COUNTS of all of them.

const fs = require('node:fs');
const { counts } = require('./line');

const total = { passed: 0, failed: 0, skipped: 0 };
for (const text of fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const run = JSON.parse(text);
  for (const key of Object.keys(total)) total[key] += run[key] ?? 0;
}
console.log(counts(total));
