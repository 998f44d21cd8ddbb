'use strict';

// cluster.workers: a plain object by id; a worker is in it until it has both disconnected and exited,
// and is out of it before the last of the two events, or at once after disconnect() in the primary.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('a worker leaves the table before its last event', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.on('message', () => process.exit());
    for (let i = 0; i < 3; i++) cluster.fork();
    const { workers } = cluster;
    report('keys', Object.keys(workers));
    report('plain', Object.getPrototypeOf(workers) === Object.prototype);
    report(
      'ids',
      Object.entries(workers).every(([id, worker]) => worker.id === Number(id)),
    );
    const seen = new Map();
    for (const event of ['disconnect', 'exit']) {
      cluster.on(event, (worker) => {
        const events = [...(seen.get(worker.id) ?? []), event];
        seen.set(worker.id, events);
        if (events.length < 2) return;
        report('last event', worker.id in workers);
        report('same object', workers === cluster.workers);
        if (worker.id < 3) workers[worker.id + 1].send('exit');
      });
    }
    let online = 0;
    cluster.on('online', () => ++online === 3 && workers[1].send('exit'));
  });
  await program.success();
  assert.deepEqual(program.all('keys'), [['1', '2', '3']]);
  assert.deepEqual(program.all('plain'), [true]);
  assert.deepEqual(program.all('ids'), [true]);
  assert.deepEqual(program.all('last event'), [false, false, false]);
  assert.deepEqual(program.all('same object'), [true, true, true]);
});
