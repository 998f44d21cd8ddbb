'use strict';
// A user may have only so many descriptors in flight, counted over all of the user's processes: beyond
// that the kernel refuses to send one (ETOOMANYREFS), whoever has sent the others. Connections wait then,
// nobody turns in circles, and none is lost. Root is exempt, so all this runs as somebody else.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { test } = require('node:test');
const { obstacle, someUser } = require('../support/another_user.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, ask } = require('../listening/remote/clients.js');
const native = require('../../lib/native.js');
const { MAX_BYTES, MAX_FDS } = require('../../lib/wire.js');
const { assertIdle, withDescriptors } = require('./shortage.js');

const anywhere = { port: 0, host: '127.0.0.1' };
const CLIENTS = 200;
/** The limit is that of descriptors: a process may send while its user has no more than this in flight. */
const LIMIT = 400;

/** Another process of the user, which has more in flight than LIMIT until end() is called. */
async function flood(t, uid) {
  const script = `
    const { pair, Channel } = require(${JSON.stringify(native.ADDON)});
    const [here, there] = pair();
    const channel = new Channel(here, new Uint8Array(${MAX_BYTES}), new Int32Array(${MAX_FDS}), () => {});
    for (let sent = 0; sent <= ${LIMIT}; sent += ${MAX_FDS}) {
      const errno = channel.send(Uint8Array.of(1), Array(${MAX_FDS}).fill(there));
      if (errno !== 0) throw new Error('send: ' + errno);
    }
    process.stdin.resume().once('end', () => process.exit());
    process.stdout.write('full');
  `;
  const child = spawn(process.execPath, ['-e', script], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const failed = once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code}`));
  await Promise.race([once(child.stdout, 'data'), failed]);
  failed.catch(() => {});
  return {
    async end() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

test(
  'a user with too many descriptors in flight',
  { skip: GOCLUSTER_ONLY || obstacle() },
  async (t) => {
    const uid = someUser();
    const execPath = withDescriptors(t, LIMIT);
    const cluster = await start(t, { workers: 2, uid, gid: uid, cwd: '/', execPath });
    const [{ port }] = await cluster.everywhere(listen, anywhere);
    await allAnswer(port, cluster.workers);

    const others = await flood(t, uid);
    let answered = 0;
    const answers = Array.from({ length: CLIENTS }, () => ask(port).then(() => answered++));
    const third = cluster.fork(); // the core is told of it later
    await assertIdle(cluster.primary.pid, ...cluster.workers.map(({ pid }) => pid));
    assert.equal(answered, 0);
    await others.end();

    await Promise.all(answers);
    await (await third).run(listen, anywhere);
    await allAnswer(port, cluster.workers);
    assert.equal(cluster.output, '');
  },
);
