'use strict';
// Behind a primary that ended without a word nothing stays: no process, no zombie, no listening socket, no file.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { until } = require('../support/deadline.js');
const { folder } = require('../listening/remote/clients.js');
const { client, lose, startCluster, stateOf } = require('./lose.js');

const TCP_LISTEN = '0A';
const WORKERS = 4;

function listensOn(port) {
  const name = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => fs.existsSync(file))
    .flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').slice(1, -1))
    .map((line) => line.trim().split(/\s+/))
    .some(([, local, , state]) => local.endsWith(name) && state === TCP_LISTEN);
}

for (const way of ['SIGKILL', 'SIGSEGV', 'abort', 'exit', 'exception']) {
  test(`after ${way}`, async (t) => {
    const temporary = folder(t);
    const shared = fs.readdirSync('/dev/shm');
    const env = { TMPDIR: temporary, HOME: temporary };
    const { primary, place, pids } = await startCluster(t, { workers: WORKERS, env });
    const all = await primary.pids();
    assert.equal(all.length, WORKERS + 1);
    await Promise.all(Array.from({ length: 20 }, () => client(t, place).ended()));
    assert.ok(listensOn(place));
    const files = fs.readdirSync(primary.folder);

    await lose(primary, way);
    // A worker that was lent the socket closes it a moment after it has noticed.
    await until(() => !listensOn(place), 'the end of the listening');
    for (const pid of [...all, ...pids]) {
      await until(
        () => stateOf(pid) === 'gone',
        () => `end of ${pid}, now ${stateOf(pid)}`,
      );
    }
    assert.deepEqual(fs.readdirSync(temporary), []);
    assert.deepEqual(fs.readdirSync(primary.folder), files);
    const fresh = fs.readdirSync('/dev/shm').filter((name) => !shared.includes(name));
    assert.deepEqual(
      fresh.filter((name) => /gocluster/i.test(name)),
      [],
    );
  });
}
