'use strict';

// log4js in cluster mode: what the workers log arrives in the primary's file, complete and in each worker's order.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

const REQUESTS = 60;

sameOnBoth('log4js writes what all workers log into one file', {}, async (side, t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'log4js-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'app.log');
  const program = start(t, side, 'log4js.js', { env: { LOG_FILE: file } });
  const port = await program.line('ready');
  assertSide(side, program);

  const expected = [];
  for (let i = 0; i < REQUESTS; i++) {
    const { body: worker } = await request(`http://127.0.0.1:${port}/${i}`);
    expected.push(
      `INFO worker ${worker} before /${i}`,
      `ERROR worker ${worker} failed /${i} wrong`,
    );
  }
  const { code, signal } = await program.end();
  assert.deepEqual(program.printed('written'), [true]);

  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  // Workers write on channels of their own: only each one's order is certain.
  const ofWorker = (list, id) => list.filter((line) => line.includes(` worker ${id} `));
  for (const id of [1, 2, 3]) assert.deepEqual(ofWorker(lines, id), ofWorker(expected, id));
  assert.equal(lines.length, expected.length + 2);
  return { first: lines[0], last: lines.at(-1), lines: lines.length, exit: [code, signal] };
});
