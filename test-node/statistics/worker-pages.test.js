'use strict';
// The workers' own metrics are asked for so that one that does not answer delays one page, and is asked again later: it may have been
// asked before anything in it could hear that.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { performance } = require('node:perf_hooks');
const WorkerPages = require('../../observe/worker_pages');

const SOON_MS = 1;
const ASK_AGAIN_MS = 10_000;
/** Nobody waits for so long. */
const NEVER_MS = 2 ** 31 - 1;

/** A cluster of one worker, and what it was sent. */
function begin() {
  const asked = [];
  const cluster = new EventEmitter();
  const worker = { id: 1, isConnected: () => true, send: (message) => asked.push(message) };
  cluster.workers = { 1: worker };
  const answer = (metrics) => {
    const { requestId } = asked.at(-1);
    cluster.emit('message', worker, {
      type: 'prom-client:getMetricsRes',
      requestId,
      metrics: [metrics],
    });
  };
  return { asked, answer, cluster, worker, pages: new WorkerPages(cluster) };
}

test('one that owes an answer is not waited for again, and is asked again later', async (t) => {
  const { asked, answer, pages } = begin();
  assert.deepEqual(await pages.ask(SOON_MS), []);
  assert.deepEqual(await pages.ask(NEVER_MS), []);
  assert.equal(asked.length, 1, 'it is not asked again so soon');

  const later = performance.now() + ASK_AGAIN_MS;
  t.mock.method(performance, 'now', () => later);
  const page = pages.ask(NEVER_MS);
  assert.equal(asked.length, 2);
  answer('its metrics');
  assert.deepEqual(await page, ['its metrics']);
});

test('two that ask at once wait for one answer', async () => {
  const { asked, answer, pages } = begin();
  const both = [pages.ask(NEVER_MS), pages.ask(NEVER_MS)];
  assert.equal(asked.length, 1);
  answer('its metrics');
  assert.deepEqual(await Promise.all(both), [['its metrics'], ['its metrics']]);
});

test('who has gone is not waited for', async () => {
  const { cluster, worker, pages } = begin();
  const page = pages.ask(NEVER_MS);
  cluster.emit('exit', worker);
  assert.deepEqual(await page, []);
});
