'use strict';

// fastify over http and https: validation, hooks, and a stop that lets running requests finish.

const assert = require('node:assert/strict');
const { TLS, request } = require('./client');
const { assertSide, below, sameOnBoth, start } = require('./sides');

const skip = below(20, 'fastify 5 supports no older one');

sameOnBoth('fastify serves http and https and stops gracefully', { skip }, async (side, t) => {
  const env = { TLS_KEY: TLS.key, TLS_CERT: TLS.cert };
  const program = start(t, side, 'fastify.js', { env });
  const ports = await program.line('ready');
  assertSide(side, program);

  const post = (scheme, user) =>
    request(`${scheme}://127.0.0.1:${ports[scheme]}/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(user),
    });
  const answers = [];
  const workers = [];
  for (const scheme of ['http', 'https']) {
    for (const user of [{ name: 'Ada', age: '36' }, { age: 1 }, { name: 'Bo', other: 2 }, 7]) {
      const { status, headers, body } = await post(scheme, user);
      answers.push([scheme, status, body]);
      workers.push(headers['x-worker']);
    }
  }
  assert.equal(new Set(workers).size, 2, 'both workers have served');

  // One slow request to each worker, on each scheme: all finish although the stop comes first.
  const slow = ['http', 'http', 'https', 'https'].map((scheme) =>
    request(`${scheme}://127.0.0.1:${ports[scheme]}/slow`),
  );
  await program.line('begun', slow.length);
  program.kill('SIGTERM');
  const finished = (await Promise.all(slow)).map(({ status, body }) => [status, body]);
  const { code, signal } = await program.end(null);
  const exits = program.printed('exit');
  assert.deepEqual(exits, [
    [0, true],
    [0, true],
  ]);
  return { answers, finished, exits, exit: [code, signal] };
});
