'use strict';

// The clients of a reload, by kind. Each makes one request when it is called, and throws where that failed through no wish of its own.

const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { WebSocket } = require('ws');

const UPLOAD_MS = 2000;
const UPLOAD_PIECES = 20;
const PIPELINED = 4;
const HOST = '127.0.0.1';

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
const ANSWER = /^HTTP\/1\.1 (\d+)[^]*?\r\n\r\n(0\r\n\r\n|1\r\n0\r\n0\r\n\r\n|0)/;

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
      mine.on('close', () => end(isClosing ? null : (mine.failure ?? new Error('closed'))));
      mine.on('data', (chunk) => {
        text += chunk;
        for (let found; left > 0 && (found = ANSWER.exec(text));) {
          if (found[1] !== '200') return end(new Error(`status ${found[1]}`));
          if (/connection: close/i.test(found[0])) isClosing = true;
          text = text.slice(found[0].length);
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

/** Streams on one session; a new one when the server says that it goes. What was refused was never sent (RFC 9113, 8.7). */
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

/** One echo; the next socket when the server has said that it restarts, or has closed in order. */
function sockets(port) {
  let socket = null;
  const open = () =>
    new Promise((resolve, reject) => {
      const made = new WebSocket(`ws://${HOST}:${port}`);
      made.on('open', () => resolve(made)).on('error', reject);
      made.on('close', (code) => {
        made.code = code;
        socket = null;
      });
    });
  return async () => {
    socket ??= await open();
    const mine = socket;
    await new Promise((resolve, reject) => {
      const onClose = (code) =>
        code === 1012 || code === 1001 ? resolve() : reject(new Error(`WebSocket closed: ${code}`));
      if (mine.readyState !== WebSocket.OPEN)
        return mine.code ? onClose(mine.code) : mine.once('close', onClose);
      mine.once('close', onClose);
      mine.once('message', () => {
        mine.off('close', onClose);
        resolve();
      });
      mine.send('x');
    });
  };
}

/** By name: how many clients make the rate, and what one of them does again and again. */
const KINDS = {
  short: {
    clients: 10,
    of:
      ({ plain }) =>
      () =>
        request(http, { port: plain, agent: false }),
  },
  kept: {
    clients: 10,
    of({ plain }) {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      return () => request(http, { port: plain, agent });
    },
  },
  pipelined: { clients: 5, of: ({ plain }) => pipeline(plain) },
  uploads: {
    clients: 1000,
    of:
      ({ plain }) =>
      async () => {
        const text = await request(
          http,
          { port: plain, method: 'POST', agent: false },
          async (outgoing) => {
            for (let i = 0; i < UPLOAD_PIECES; i++) {
              outgoing.write('x');
              await delay(UPLOAD_MS / UPLOAD_PIECES);
            }
            outgoing.end();
          },
        );
        if (text !== `${UPLOAD_PIECES}`) throw new Error(`an upload of ${text}`);
      },
  },
  events: { clients: 25, of: ({ plain }) => events(plain) },
  websockets: { clients: 25, of: ({ plain }) => sockets(plain) },
  https: {
    clients: 10,
    of:
      ({ secure }) =>
      () =>
        request(https, { port: secure, agent: false }),
  },
  http2: { clients: 10, of: ({ http2: port }) => streams(port) },
};

module.exports = { KINDS };
