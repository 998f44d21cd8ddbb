'use strict';

// `silent`: the worker's stdout and stderr are streams in the primary instead of the primary's own.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    console.log('to stdout');
    console.error('to stderr');
    return cluster.worker.disconnect();
  }
  cluster.setupPrimary({ silent: process.env.SILENT === '1' });
  const worker = cluster.fork();
  const { stdin, stdout, stderr, stdio } = worker.process;
  report(
    'streams',
    [stdin, stdout, stderr, ...stdio].map((stream) => stream?.constructor.name),
  );
  for (const [name, stream] of Object.entries({ stdout, stderr })) {
    let text = '';
    stream?.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    stream?.on('end', () => report(name, text));
  }
}

test('silent: streams in the primary', async (t) => {
  const running = run(t, program, { env: { SILENT: '1' } });
  await running.success();
  const S = 'Socket';
  const none = '[undefined]';
  assert.deepEqual(running.all('streams'), [[S, S, S, S, S, S, none]]);
  assert.deepEqual(running.all('stdout'), ['to stdout\n']);
  assert.deepEqual(running.all('stderr'), ['to stderr\n']);
  assert.equal(running.stdout, '');
});

test('not silent: the streams of the primary', async (t) => {
  const running = run(t, program, { env: { SILENT: '0' } });
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.deepEqual(running.all('streams'), [Array(7).fill('[undefined]')]);
  assert.deepEqual(running.stdout, 'to stdout\n');
  assert.deepEqual(running.stderr, 'to stderr\n');
});
