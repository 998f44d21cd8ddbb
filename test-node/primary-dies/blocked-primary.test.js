'use strict';
// A primary that is killed while it is blocked or stopped, or before its workers have started, leaves as little behind as
// any other.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');
const { assertAsBuiltin, client, listenAtOnce, lose, startCluster } = require('./lose.js');

async function killedWhile(t, blocked, builtin) {
  const { primary, place } = await startCluster(t, { builtin });
  if (blocked) {
    primary.child.send('block');
    await primary.next('blocked');
  } else {
    primary.kill('SIGSTOP');
  }
  const before = client(t, place);
  const end = await lose(primary, 'SIGKILL');
  const error = await listenAtOnce(place);
  await primary.gone();
  await before.ended();
  return { end, error, codes: primary.all('exit') };
}

for (const state of ['blocked', 'stopped']) {
  test(`a ${state} primary is killed`, async (t) => {
    const blocked = state === 'blocked';
    const [expected, tested] = await Promise.all([
      killedWhile(t, blocked, true),
      killedWhile(t, blocked),
    ]);
    const ended = { end: { code: null, signal: 'SIGKILL' }, error: null };
    assert.deepEqual(tested, { ...ended, codes: [0, 0] });
    assertAsBuiltin(tested, expected);
  });
}

async function killedAtFork(t, builtin) {
  const program = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      process.on('exit', (code) => report('exit', code));
      if (cluster.isPrimary) {
        for (let i = 0; i < 4; i++) cluster.fork();
        process.kill(process.pid, 'SIGKILL');
      }
      require('node:net').createServer().listen({ port: 0, host: '127.0.0.1' });
    },
    builtin === undefined ? {} : { builtin },
  );
  assert.deepEqual(await program.exit(), { code: null, signal: 'SIGKILL' });
  await program.gone();
  return program.all('exit');
}

test('the primary is killed in the tick of its forks', async (t) => {
  const [expected, tested] = await Promise.all([killedAtFork(t, true), killedAtFork(t)]);
  // Workers that start without a primary end by an error (1) when they write to it. Where the machine lets the primary live a
  // little longer than its forks take, a worker has written by then and leaves because the channel closes (0).
  for (const codes of [expected, tested]) {
    assert.equal(codes.length, 4);
    assert.deepEqual(
      codes.filter((code) => code !== 0 && code !== 1),
      [],
    );
  }
});
