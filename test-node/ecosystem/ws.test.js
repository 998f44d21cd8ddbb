'use strict';

// ws: upgraded connections stay with their worker, large messages arrive whole, and a graceful stop says so to each
// client.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { WebSocket } = require('ws');
const { request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

const CLIENTS = 30;

/** A client whose messages can be waited for one by one. */
class Client {
  #socket;
  #messages = [];
  #wake = () => {};

  constructor(url) {
    this.#socket = new WebSocket(url, { handshakeTimeout: 15_000 });
    this.#socket.on('message', (data, isBinary) => {
      this.#messages.push(isBinary ? data : JSON.parse(data));
      this.#wake();
    });
    this.closed = once(this.#socket, 'close').then(([code, reason]) => [code, String(reason)]);
  }

  send(data) {
    this.#socket.send(data);
  }

  terminate() {
    this.#socket.terminate();
  }

  async next() {
    while (this.#messages.length === 0) {
      const closed = this.closed.then(() => Promise.reject(new Error('closed before a message')));
      await Promise.race([new Promise((resolve) => (this.#wake = resolve)), closed]);
    }
    return this.#messages.shift();
  }
}

sameOnBoth('ws keeps clients on their workers until they are told to go', {}, async (side, t) => {
  const program = start(t, side, 'ws.js');
  const port = await program.line('ready');
  assertSide(side, program);
  const plain = await request(`http://127.0.0.1:${port}/`);

  const clients = [];
  const greetings = [];
  for (let i = 0; i < CLIENTS; i++) {
    const client = new Client(`ws://127.0.0.1:${port}/${i}`);
    t.after(() => client.terminate());
    clients.push(client);
    greetings.push(await client.next());
  }
  const perWorker = [1, 2, 3].map((id) => greetings.filter(({ worker }) => worker === id).length);

  const bytes = Buffer.alloc(1024 * 1024, 'abc');
  for (const client of clients.slice(0, 6)) client.send(bytes);
  for (const client of clients.slice(0, 6)) assert.ok(bytes.equals(await client.next()));

  clients[0].send('hello');
  const heard = await Promise.all(clients.map((client) => client.next()));
  program.kill('SIGTERM');
  const closed = await Promise.all(clients.map((client) => client.closed));
  const { code, signal } = await program.end(null);
  return {
    plain: [plain.status, plain.body],
    perWorker,
    paths: greetings.map(({ path }) => path),
    heard,
    closed,
    exit: [code, signal],
  };
});
