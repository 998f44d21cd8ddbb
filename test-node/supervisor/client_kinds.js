'use strict';

// How clients ask a service that is reloaded, by kind. Each makes one request, or a few, when it is called, and throws where that failed
// through no wish of its own. Used by clients.js, and by test-node/ecosystem/reloads.

const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');

const HOST = '127.0.0.1';
const UPLOAD_PIECES = 20;
const PIPELINED = 4;
/** The longest pause of a client that keeps its connection. */
const PAUSE_MS = 20;

/** Resolves when the whole answer is there. */
function request(client, options, write = (outgoing) => outgoing.end()) {
  return new Promise((resolve, reject) => {
    const outgoing = client.request(
      { host: HOST, rejectUnauthorized: false, ...options },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`status ${response.statusCode}`));
        });
      },
    );
    outgoing.on('error', reject);
    write(outgoing);
  });
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
/** A whole response of the server, with a body that says how many bytes it has. */
const ANSWER = /^HTTP\/1\.1 (\d+)[^]*?\r\nContent-Length: (\d+)[^]*?\r\n\r\n/i;

function nextAnswer(text) {
  const found = ANSWER.exec(text);
  if (!found) return null;
  const [head, status, length] = found;
  const end = head.length + Number(length);
  return text.length < end ? null : { head, status, rest: text.slice(end) };
}

/** Several requests at once on one connection. Those behind "Connection: close" are to be sent again (RFC 9112, 9.3.2). */
function pipeline(port) {
  let socket = null;
  const send = (count) =>
    new Promise((resolve, reject) => {
      if (!socket || socket.destroyed || !socket.writable) socket = net.connect(port, HOST);
      const mine = socket;
      let text = '';
      let left = count;
      let isClosing = false;
      const end = (error) => {
        mine.removeAllListeners('data').removeAllListeners('close');
        if (error || isClosing) {
          mine.destroy();
          socket = null;
        }
        if (error) reject(error);
        else resolve(left);
      };
      mine.removeAllListeners('error');
      mine.on('error', (error) => (mine.failure = error));
      mine.on('close', () => end(mine.failure ?? new Error('closed')));
      mine.on('data', (chunk) => {
        text += chunk;
        for (let answer; left > 0 && (answer = nextAnswer(text));) {
          if (answer.status !== '200') return end(new Error(`status ${answer.status}`));
          isClosing = /connection: close/i.test(answer.head);
          text = answer.rest;
          left--;
          if (isClosing) return end();
        }
        if (left === 0) end();
      });
      mine.write(GET.repeat(count));
    });
  return async () => {
    for (let left = PIPELINED; left > 0;) left = await send(left);
    return PIPELINED;
  };
}

/**
 * Streams on one session, a new one when the server has said that it goes. A stream that the client's own nghttp2 has refused
 * because that came first was never sent, and is asked for again (RFC 9113, 8.7), as browsers do.
 */
function streams(port) {
  let session = null;
  const once = () => {
    if (!session || session.closed || session.destroyed) {
      session = http2.connect(`http://${HOST}:${port}`);
      session.on('error', () => {}); // its streams have it too
    }
    return new Promise((resolve, reject) => {
      const stream = session.request({ ':path': '/' });
      stream.on('error', reject);
      stream.on('close', () =>
        stream.rstCode ? reject(new Error(`rst ${stream.rstCode}`)) : resolve(),
      );
      stream.resume();
      stream.end();
    });
  };
  return () =>
    once().catch((error) =>
      /REFUSED_STREAM/.test(error.message) ? once() : Promise.reject(error),
    );
}

/** One event of a stream; the next stream when this one has ended in order. */
function events(port) {
  let stream = null;
  const open = () =>
    new Promise((resolve, reject) => {
      const outgoing = http.get({ host: HOST, port, path: '/events', agent: false }, (response) => {
        response.once('end', () => (stream = null)).on('error', (error) => (stream = { error }));
        resolve({ response });
      });
      outgoing.on('error', reject);
    });
  return async () => {
    stream ??= await open();
    const { response, error } = stream;
    if (error) {
      stream = null;
      throw error;
    }
    if (response.readableEnded) return;
    await new Promise((resolve) => {
      const done = () => {
        response.off('data', done).off('close', done);
        resolve();
      };
      response.on('data', done).on('close', done);
    });
  };
}

/** The body comes in pieces. The answer begins with how many there were. */
const upload = (port, ms) => async () => {
  const answer = await request(http, { port, method: 'POST', agent: false }, async (outgoing) => {
    for (let i = 0; i < UPLOAD_PIECES; i++) {
      outgoing.write('x');
      await delay(ms / UPLOAD_PIECES);
    }
    outgoing.end();
  });
  if (parseInt(answer, 10) !== UPLOAD_PIECES) throw new Error(`an upload of ${answer}`);
};

const keptAgent = () => new http.Agent({ keepAlive: true, maxSockets: 1 });

/**
 * By name: makes the function that asks. What it resolves with is the number of requests that were answered, 1 unless it says so.
 *
 * @type {Record<string, (ports: {plain: number, secure?: number, http2?: number}, options: {uploadMs: number}) => () => Promise<number | void>>}
 */
const KINDS = {
  /** A connection a request. */
  short:
    ({ plain: port }) =>
    async () => {
      await request(http, { port, agent: false });
    },

  /** Two in a row as fast as they are answered: the server may be about to close. */
  kept({ plain: port }) {
    const agent = keptAgent();
    return async () => {
      await request(http, { port, agent });
      await request(http, { port, agent });
      return 2;
    };
  },

  /** The same with pauses. */
  pausing({ plain: port }) {
    const agent = keptAgent();
    return async () => {
      await delay(Math.random() * PAUSE_MS);
      await request(http, { port, agent });
    };
  },

  pipelined: ({ plain }) => pipeline(plain),
  upload: ({ plain }, { uploadMs }) => upload(plain, uploadMs),
  events: ({ plain }) => events(plain),

  https:
    ({ secure: port }) =>
    async () => {
      await request(https, { port, agent: false });
    },

  http2: ({ http2: port }) => streams(port),
};

module.exports = { HOST, KINDS };
