'use strict';
// worker.send(message, socket) hands a socket over by Node's own channel, beside the connections that
// come from the shared listener; the two never mix.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen, served } = require('../listening/remote/acts.js');
const { burst, tally, talk } = require('../listening/remote/clients.js');

const SENT = 50;

const answerSent = ({ state }) => {
  state.sent = 0;
  process.on('message', (message, socket) => {
    if (message !== 'socket') return;
    state.sent++;
    socket.on('error', () => {}).end(`sent to ${process.pid}`);
  });
};

/** In the primary: a server of its own, whose connections go to the workers in turn by send(). */
const passOn = ({ cluster, state }) =>
  new Promise((resolve) => {
    let next = 0;
    const server = require('node:net').createServer({ pauseOnConnect: true }, (socket) => {
      const workers = Object.values(cluster.workers);
      workers[next++ % workers.length].send('socket', socket);
    });
    state.server = server;
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server.address().port));
  });

test('sockets that are sent arrive beside those that are handed off', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  await cluster.everywhere(answerSent);
  const own = await cluster.primary.run(passOn);

  const [handedOff, sent] = await Promise.all([
    burst(SENT, port),
    Promise.all(Array.from({ length: SENT }, () => talk(own))),
  ]);
  const pids = cluster.workers.map((worker) => worker.pid);
  assert.equal(handedOff.length, SENT);
  const half = SENT / 2;
  assert.deepEqual(tally(sent), new Map(pids.map((pid) => [`sent to ${pid}`, half])));
  assert.deepEqual(await cluster.everywhere(({ state }) => state.sent), [half, half]);
  const [first, second] = await cluster.everywhere(served);
  assert.equal(first + second, SENT);
});
