'use strict';

// The example hello is the document's first example, and `npm start` serves it on port 8000.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { example } = require('../document/document');
const { ownNetwork } = require('../support/network');
const { ROOT, startExample } = require('./example');

test('hello is the text of the document', () => {
  const text = fs.readFileSync(path.join(ROOT, 'examples', 'hello', 'server.js'), 'utf8');
  assert.equal(text, example(1));
});

test('npm start says hello world on port 8000', async (t) => {
  const network = await ownNetwork();
  const program = startExample(t, 'hello', { network });
  const cpus = os.cpus().length;
  await program.until(
    () => program.stdout.match(/^Worker \d+ started$/gm)?.length === cpus,
    `${cpus} workers started`,
  );
  assert.match(program.lines[0], /^Master \d+ is running$/);
  const answers = network.get(program.pid, 10);
  assert.deepEqual(answers, Array(10).fill({ status: 200, body: 'hello world\n' }));
  assert.equal(program.stderr, '');
});
