'use strict';
// UDP: workers share one bound socket, on IPv4 and IPv6; each datagram reaches exactly one of them.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const dgram = require('node:dgram');
const { once } = require('node:events');
const { start, within } = require('./remote/start.js');
const { DEADLINE_MS } = require('../support/deadline.js');

const DATAGRAMS = 20;

const bind = ({ state }, type, where) =>
  new Promise((resolve, reject) => {
    state.socket = require('node:dgram').createSocket(type);
    state.socket.on('message', (message, { port, address }) => {
      state.socket.send(`${message} ${process.pid}`, port, address);
    });
    state.socket.once('error', reject);
    state.socket.bind(where, () => resolve(state.socket.address()));
  });

for (const [type, address, family] of [
  ['udp4', '127.0.0.1', 'IPv4'],
  ['udp6', '::1', 'IPv6'],
]) {
  test(`workers share a ${type} socket`, async (t) => {
    const cluster = await start(t, { workers: 2 });
    const bound = await cluster.everywhere(bind, type, { port: 0, address });
    const { port } = bound[0];
    assert.deepEqual(bound[0], { address, family, port });
    assert.deepEqual(bound[1], bound[0]);
    const listening = await cluster.workers[0].event('listening');
    // The socket was bound to port 0; Node reports the real one and the type of socket.
    assert.deepEqual(listening.address, { addressType: type, address, port, fd: -1 });

    // The sockets are the workers' own from now on: the primary is not needed.
    cluster.primary.kill('SIGSTOP');
    const client = dgram.createSocket(type);
    t.after(() => client.close());
    const pids = new Set(cluster.workers.map((worker) => worker.pid));
    for (let i = 0; i < DATAGRAMS; i++) {
      const answer = once(client, 'message');
      client.send(`number ${i}`, port, address);
      const [message] = await within(DEADLINE_MS, answer, `answer to datagram ${i}`);
      const [, number, pid] = String(message).split(' ');
      assert.equal(Number(number), i);
      assert.ok(pids.has(Number(pid)));
    }
    cluster.primary.kill('SIGCONT');
  });
}

test('a UDP port that is taken is an error of the socket', async (t) => {
  const holder = dgram.createSocket('udp4');
  t.after(() => holder.close());
  holder.bind(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address();

  const cluster = await start(t, { workers: 2 });
  for (const worker of cluster.workers) {
    await assert.rejects(worker.run(bind, 'udp4', { port, address: '127.0.0.1' }), {
      code: 'EADDRINUSE',
      syscall: 'bind',
      address: '127.0.0.1',
      port,
      message: `bind EADDRINUSE 127.0.0.1:${port}`,
    });
  }
});
