'use strict';
// Who asks for an address while somebody else's listen() on it is about to fail is not refused with it, if it is free by then.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { both } = require('../support/run.js');
const Listeners = require('../../lib/listeners.js');
const PassedSockets = require('../../lib/passed_sockets.js');
const { errnoOf } = require('../../lib/errno.js');
const { VERSION } = require('../../lib/wire.js');

/** Two workers close the random port that they share and listen on its number, both while the primary is busy. */
function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  const path = require('node:path');
  const asked = (id) => path.join(__dirname, `asked-${id}`);
  if (cluster.isPrimary) {
    const workers = [cluster.fork(), cluster.fork()];
    const outcomes = [];
    let here = 0;
    cluster.on('message', (worker, word) => {
      if (word !== 'here') outcomes.push(word);
      else if (++here === 2) {
        for (const { id } of workers) fs.rmSync(asked(id), { force: true });
        for (const each of workers) each.send('go', () => (each.told = true));
        setImmediate(function wait() {
          if (!workers.every(({ told }) => told)) return setImmediate(wait);
          while (!workers.every(({ id }) => fs.existsSync(asked(id))));
        });
      }
      if (outcomes.length < 2) return;
      report('outcomes', outcomes.sort());
      cluster.disconnect();
    });
  } else {
    const first = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = first.address();
      process.once('message', () => {
        first.close(() => {
          const second = net.createServer();
          second.on('error', ({ code }) => process.send(code));
          second.listen(port, '127.0.0.1', () => process.send('listening'));
          setImmediate(() => fs.writeFileSync(asked(cluster.worker.id), ''));
        });
      });
      process.send('here');
    });
  }
}

test('two workers that give a port up and want it', async (t) => {
  const { builtin, tested } = await both(t, program);
  assert.deepEqual(tested, builtin);
  assert.deepEqual(tested, [['outcomes', ['EADDRINUSE', 'listening']]]);
});

test('a core that has no place for one listener, and then has', () => {
  const answers = []; // what the core is yet to say
  const sockets = new Map();
  const core = {
    listen(id, socket, options, callback) {
      sockets.set(id, socket);
      answers.push(callback);
    },
    closeListener: (id) => sockets.get(id).close(),
    leaveAndClose: (act) => act(),
    join() {},
    leave() {},
  };
  const listeners = new Listeners(() => core, new PassedSockets(() => core), { options: null });
  const query = { address: '127.0.0.1', port: 0, addressType: 4, index: 0, channel: VERSION };
  const replies = [];
  for (const id of [1, 2, 3]) {
    listeners.add({ id }, query, ({ errno }) => replies.push([id, errno]));
  }
  answers.shift()(errnoOf('EMFILE'));
  assert.deepEqual(replies, [[1, errnoOf('EMFILE')]]);
  assert.equal(answers.length, 1, 'the others have asked again, together');
  answers.shift()(0);
  assert.deepEqual(replies.slice(1), [
    [2, null],
    [3, null],
  ]);
  for (const id of [1, 2, 3]) listeners.removeWorker({ id });
  assert.deepEqual(
    [...sockets.values()].map(({ fd }) => fd),
    [-1, -1],
  );
});
