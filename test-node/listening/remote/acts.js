'use strict';
// What tests let workers do: functions for Member.run(), each complete in itself.

/** Listens with a server that answers every connection with its pid. Returns address(). */
const listen = ({ state }, options, name = 'server') =>
  new Promise((resolve, reject) => {
    const server = require('node:net').createServer((socket) => {
      state.served = (state.served ?? 0) + 1;
      socket.on('error', () => {}).resume();
      socket.end(String(process.pid));
    });
    state[name] = server;
    server.once('error', reject);
    server.listen(options, () => resolve(server.address()));
  });

/** As listen, but the connection stays open after the answer until the client ends it. */
const listenAndHold = ({ state }, options, settings) =>
  new Promise((resolve, reject) => {
    const server = require('node:net').createServer((socket) => {
      state.served = (state.served ?? 0) + 1;
      socket.on('error', () => {}).resume();
      socket.write(String(process.pid));
    });
    state.server = Object.assign(server, settings);
    server.once('error', reject);
    server.listen(options, () => resolve(server.address()));
  });

/** Closes a server and waits for its 'close'. */
const close = ({ state }, name = 'server') =>
  new Promise((resolve, reject) => {
    state[name].close((error) => (error ? reject(error) : resolve()));
  });

/** How many connections this worker was given. */
const served = ({ state }) => state.served ?? 0;

/** Blocks the event loop, without using the CPU, until the file `gate` exists; then calls `after`. */
const blockUntil = (context, gate, after) => {
  const fs = require('node:fs');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + 600_000;
  fs.writeFileSync(`${gate}.closed`, '');
  while (!fs.existsSync(gate) && Date.now() < deadline) Atomics.wait(cell, 0, 0, 10);
  new Function('require', `(${after})();`)(require);
};

module.exports = { blockUntil, close, listen, listenAndHold, served };
