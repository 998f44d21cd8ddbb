'use strict';
// A worker that runs as another user than the primary has its channel and nothing else: it cannot look
// into the primary or signal it, and what it writes on its channel harms itself alone.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { obstacle, someUser } = require('../support/another_user.js');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, burst, tally } = require('../listening/remote/clients.js');

const skip = GOCLUSTER_ONLY || obstacle();
const anywhere = { port: 0, host: '127.0.0.1' };

/** What an intruder in a worker would try against the primary. */
const intrude = () => {
  const fs = require('node:fs');
  const primary = process.ppid;
  const attempt = (act) => {
    try {
      act();
      return 'done';
    } catch (error) {
      return error.code;
    }
  };
  return {
    uid: process.getuid(),
    list: attempt(() => fs.readdirSync(`/proc/${primary}/fd`)),
    open: attempt(() => fs.openSync(`/proc/${primary}/fd/3`)),
    memory: attempt(() => fs.openSync(`/proc/${primary}/mem`, 'r+')),
    environment: attempt(() => fs.readFileSync(`/proc/${primary}/environ`)),
    kill: attempt(() => process.kill(primary, 'SIGTERM')),
    stop: attempt(() => process.kill(primary, 'SIGSTOP')),
  };
};

/** Writes on every socket of this process that is a channel of gocluster's. */
const writeOnChannel = (context, hex) => {
  const fs = require('node:fs');
  const channels = fs
    .readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[4] === '0005') // SOCK_SEQPACKET
    .map((fields) => `socket:[${fields[6]}]`);
  let written = 0;
  for (const fd of fs.readdirSync('/proc/self/fd')) {
    try {
      if (!channels.includes(fs.readlinkSync(`/proc/self/fd/${fd}`))) continue;
      for (let i = 0; i < 200; i++) fs.writeSync(Number(fd), Buffer.from(hex, 'hex'));
      written++;
    } catch (error) {
      if (!['ENOENT', 'EPIPE', 'ECONNRESET', 'EAGAIN'].includes(error.code)) throw error;
      if (error.code !== 'ENOENT') written++;
    }
  }
  return written;
};

async function clusterOfTwoUsers(t) {
  const cluster = await start(t, { cwd: '/' });
  const user = someUser();
  await cluster.primary.run(({ cluster: c }, uid) => c.setupPrimary({ uid, gid: uid }), user);
  const stranger = await cluster.fork();
  await cluster.primary.run(({ cluster: c }, uid) => c.setupPrimary({ uid, gid: uid }), user + 1);
  const other = await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  return { cluster, stranger, other, port, user };
}

test('it serves, and cannot reach the primary', { skip }, async (t) => {
  const { cluster, stranger, other, port, user } = await clusterOfTwoUsers(t);
  const served = tally(await burst(100, port));
  assert.equal(served.get(stranger.pid) + served.get(other.pid), 100);
  assert.deepEqual(await stranger.run(intrude), {
    uid: user,
    list: 'EACCES',
    open: 'EACCES',
    memory: 'EACCES',
    environment: 'EACCES',
    kill: 'EPERM',
    stop: 'EPERM',
  });
  assert.equal(cluster.output, '');
});

// Garbage, a word too short, an unknown word, a listener that is not there, refusing without a connection, a flood of "room".
for (const [name, hex, breaks] of [
  ['garbage', 'deadbeef'.repeat(64), true],
  ['half a word', '0100', true],
  ['an unknown word', '63000000' + '01000000', true],
  ['ready for a listener that is not there', '01000000' + 'ffffff7f', false],
  ['a refusal without a connection', '03000000' + '01000000', true],
  ['room, again and again', '04000000' + '00000000', false],
]) {
  test(`on its channel: ${name}`, { skip }, async (t) => {
    const { cluster, stranger, other, port } = await clusterOfTwoUsers(t);
    assert.equal(await stranger.run(writeOnChannel, hex), 1);
    if (breaks) {
      await until(() => cluster.output.includes('GOCLUSTER_CHANNEL'), 'a warning of the primary');
      assert.deepEqual(tally(await burst(50, port)), new Map([[other.pid, 50]]));
      assert.ok(!cluster.output.includes(hex), 'what it wrote is not repeated');
    } else {
      const served = tally(await burst(50, port));
      assert.ok(served.get(other.pid) > 0);
      assert.equal(cluster.output, '');
    }
    // And the primary is as it was.
    const heir = await cluster.fork();
    await heir.run(listen, anywhere);
    await until(async () => (await ask(port)) === heir.pid, 'an answer of a new worker');
  });
}
