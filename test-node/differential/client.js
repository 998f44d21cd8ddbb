'use strict';

// The clients of a scenario's program: plain sockets whose outcome is a short text.

const net = require('node:net');

// Outside of Linux's ephemeral range, so that nobody's listen(0) or connect() takes one in between.
const FIRST_PORT = 12_000;
const LAST_PORT = 30_000;
const TRIES = 50;

/**
 * One connection from start to end.
 * @param {number|string|object} target a port, a path or the options of net.connect
 * @param {string} [text] what to send before half-closing; without it the client only listens
 * @returns {Promise<string>} all that came, or the error's code in angle brackets behind it
 */
function ask(target, text) {
  return open(target, text).outcome;
}

/**
 * The same with the socket at hand: `{ socket, outcome, connected }`.
 */
function open(target, text) {
  const options = typeof target === 'object' ? target : address(target);
  const socket = net.connect(options);
  let received = '';
  let failure = '';
  socket.setEncoding('latin1');
  socket.on('data', (data) => (received += data));
  socket.on('error', (error) => (failure = `<${error.code}>`));
  if (text !== undefined) socket.end(text);

  const outcome = new Promise((resolve) => socket.on('close', () => resolve(received + failure)));
  const connected = new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
  return { socket, outcome, connected };
}

function address(target) {
  return typeof target === 'string' ? { path: target } : { port: target, host: '127.0.0.1' };
}

/** @returns {Promise<number>} a port that nobody uses, for programs that must name one */
async function freePort() {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

module.exports = { ask, open, freePort };
