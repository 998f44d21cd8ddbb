'use strict';

// Clients that ask a service without a pause, each in its way, and count what went wrong. Used by the tests of reloads.

const http = require('node:http');
const http2 = require('node:http2');
const { setTimeout: delay } = require('node:timers/promises');

const UPLOAD_PIECES = 20;
/** A reload takes at least twice as long: each worker is waited for. */
const UPLOAD_MS = 400;
/** The longest pause of a client that keeps its connection. */
const PAUSE_MS = 20;
/** What the others wait after an answer: a client that never waits takes the CPU that a reload needs. */
const PACE_MS = 3;

/** Resolves when the whole answer is there. */
function request(options, write = (outgoing) => outgoing.end()) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    outgoing.on('error', reject);
    write(outgoing);
  });
}

/** By name: makes one request, and the next one when it is called again. */
const KINDS = {
  /** A connection a request. */
  short: (port) => () => request({ port, agent: false }),

  /** Two in a row as fast as they are answered: the server may be about to close. */
  kept(port) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    return async () => {
      await request({ port, agent });
      await request({ port, agent });
    };
  },

  /** The same with pauses. */
  pausing(port) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    return async () => {
      await delay(Math.random() * PAUSE_MS);
      await request({ port, agent });
    };
  },

  /** A body that comes in pieces. The answer is its length. */
  upload: (port) => async () => {
    const answer = await request({ port, method: 'POST', agent: false }, async (outgoing) => {
      for (let i = 0; i < UPLOAD_PIECES; i++) {
        outgoing.write('x');
        await delay(UPLOAD_MS / UPLOAD_PIECES);
      }
      outgoing.end();
    });
    if (!answer.startsWith(`${UPLOAD_PIECES} `)) throw new Error(`an upload of ${answer}`);
  },

  /**
   * Streams on one session, a new one when the server has said that it goes. A stream that the client's own nghttp2 has refused
   * because that came first was never sent, and is asked for again (RFC 9113, 8.7), as browsers do.
   */
  http2(port, { http2Port }) {
    let session = null;
    const once = () => {
      if (!session || session.closed || session.destroyed) {
        session = http2.connect(`http://127.0.0.1:${http2Port}`);
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
  },
};

class Clients {
  served = {};
  failures = [];
  #running = [];
  #stopped = false;

  /**
   * @param {number} port
   * @param {Record<string, number>} counts how many of each kind
   * @param {object} [details] http2Port
   */
  constructor(port, counts, details) {
    for (const [kind, count] of Object.entries(counts)) {
      this.served[kind] = 0;
      for (let i = 0; i < count; i++)
        this.#running.push(this.#run(kind, KINDS[kind](port, details)));
    }
  }

  async #run(kind, once) {
    while (!this.#stopped) {
      try {
        await once();
        this.served[kind]++;
        await delay(PACE_MS);
      } catch (error) {
        this.failures.push(`${kind}: ${error.code ?? ''} ${error.message}`);
      }
    }
  }

  /** Lets what runs finish. */
  async stop() {
    this.#stopped = true;
    await Promise.all(this.#running);
  }
}

module.exports = { Clients };
