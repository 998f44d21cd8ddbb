'use strict';

// The clients of a chaos run, in a process of their own. Each connects again as soon as it knows what became of its
// connection, and that is written down: '<id> <kind> <outcome> <started> <lately> <ended> <worker>'. What ended it happened
// between `lately` and `ended`.
//
// argv[2] is JSON: { host, ports: by kind, outcomes: a file, clients, hungMs, peeking }. Any message says that it is enough.

const fs = require('node:fs');
const net = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { KINDS, addressOf, now, dice } = require('./connection.js');

const { host, ports, outcomes, clients, hungMs, peeking } = JSON.parse(process.argv[2]);
/** Before a refused client tries again. */
const REFUSED_PAUSE_MS = 5;
const CUT = ['ECONNRESET', 'EPIPE'];

const file = fs.createWriteStream(outcomes);
let ids = 0;
let running = true;

/** The turn of the event loop before this one: what happened before it has been seen. */
let lately = now();
let turn = now();
setInterval(() => {
  lately = turn;
  turn = now();
}, 1).unref();

/** What is sent, and what a whole answer looks like. */
const TALK = {
  tcp: { request: (id) => `${id}\n`, answer: /^(\d+) (\d+)\n$/ },
  http: {
    request: (id) => `GET /${id} HTTP/1.1\r\nHost: chaos\r\nCookie: sid=${id}\r\n\r\n`,
    answer: /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n(\d+) (\d+)\n$/,
  },
};

/** What a connection begins with where it is peeked at: a proxy says that it is who it is. */
function headerOf(id, kind) {
  return peeking ? `PROXY TCP4 ${addressOf(id)} ${host} 1 ${ports[kind]}\r\n` : '';
}

async function client() {
  while (running) {
    const id = ids++;
    const kind = KINDS[id % KINDS.length];
    const started = now();
    const { outcome, since, ended, worker = '' } = await connect(id, kind);
    file.write(`${id} ${kind} ${outcome} ${started} ${since} ${ended} ${worker}\n`);
    if (outcome === 'refused') await delay(REFUSED_PAUSE_MS);
  }
}

/** One connection, from start to end. */
function connect(id, kind) {
  const { request, answer } = TALK[kind];
  return new Promise((resolve) => {
    const where = { host, port: ports[kind], localAddress: addressOf(id), allowHalfOpen: true };
    const socket = net.connect(where);
    let text = '';

    function end(result) {
      clearTimeout(hung);
      // With a reset, so that nothing stays in TIME_WAIT.
      socket.resetAndDestroy();
      resolve({ ...result, since: lately, ended: now() });
    }
    function judge() {
      const whole = answer.exec(text);
      if (whole) end({ outcome: Number(whole[1]) === id ? 'served' : 'wrong', worker: whole[2] });
      else end({ outcome: /\d \d+\n/.test(text) ? 'wrong' : 'cut' });
    }
    const hung = setTimeout(() => end({ outcome: 'hung' }), hungMs);

    socket.setEncoding('latin1');
    socket.on('connect', () => {
      const number = dice(id, 0x85ebca6b);
      // Some connections say nothing for a moment.
      const text = headerOf(id, kind) + request(id);
      if (number < 70) socket.write(text);
      else setTimeout(() => socket.write(text), number - 70);
    });
    socket.on('data', (chunk) => (text += chunk));
    socket.on('end', judge);
    socket.on('error', ({ code }) => {
      if (code === 'ECONNREFUSED') end({ outcome: 'refused' });
      else if (CUT.includes(code)) judge();
      else end({ outcome: code ?? 'unknown' });
    });
  });
}

process.on('message', () => (running = false));
process.on('disconnect', () => process.exit(1)); // whoever wanted this is gone

Promise.all(Array.from({ length: clients }, client)).then(() =>
  file.end(() => {
    process.removeAllListeners('disconnect');
    process.disconnect();
  }),
);
