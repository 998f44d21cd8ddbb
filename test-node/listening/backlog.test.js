'use strict';
// The backlog reaches the kernel: with the primary stopped, that many connections and no more get in.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { until, DEADLINE_MS } = require('../support/deadline.js');
const { start, within } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { tcpQueue } = require('./remote/clients.js');

const BACKLOG = 3;
const CLIENTS = 10;

test('a backlog given to listen is the one the kernel uses', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const { port } = await worker.run(listen, { port: 0, host: '127.0.0.1', backlog: BACKLOG });

  cluster.primary.kill('SIGSTOP');
  const sockets = Array.from({ length: CLIENTS }, () => net.connect(port, '127.0.0.1'));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  const answers = sockets.map(
    (socket) =>
      new Promise((resolve, reject) => {
        socket.once('data', (data) => resolve(Number(data)));
        socket.once('error', reject);
        // With SYN cookies the kernel has forgotten whoever did not fit, until it speaks.
        socket.write('here');
      }),
  );

  // Linux admits one more than the backlog; the others' SYN is dropped until there is room.
  const { waiting } = await until(() => {
    const now = tcpQueue(port);
    return now.clients >= CLIENTS && now.waiting > BACKLOG && now;
  }, `${CLIENTS} clients, more than ${BACKLOG} of them waiting`);
  assert.equal(waiting, BACKLOG + 1);

  cluster.primary.kill('SIGCONT');
  const pids = await within(DEADLINE_MS, Promise.all(answers), 'answers to all clients');
  assert.deepEqual(pids, Array(CLIENTS).fill(worker.pid));
});
