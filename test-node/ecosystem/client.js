'use strict';

// The HTTP client of this folder's tests: single requests, and a load that goes on until it is told to stop.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');

const REQUEST_DEADLINE_MS = 300_000;
const NODE_MAJOR = Number(process.versions.node.split('.')[0]);
const FIRST_TO_RESET = 26;
const RESET_SHARE = 0.05;
const CA = fs.readFileSync(path.join(__dirname, 'tls', 'cert.pem'));
const TLS = {
  key: path.join(__dirname, 'tls', 'key.pem'),
  cert: path.join(__dirname, 'tls', 'cert.pem'),
};

/**
 * One request, on a connection of its own unless an agent is given.
 *
 * @returns {Promise<{ status: number, headers: object, body: string, reused?: boolean }>} `reused`: TLS session resumed
 */
function request(url, { method = 'GET', headers = {}, body, agent = false, ...more } = {}) {
  const secure = url.startsWith('https:');
  const options = { method, headers, agent, ...(secure ? { ca: CA } : {}), ...more };
  return new Promise((resolve, reject) => {
    const req = (secure ? https : http).request(url, options, (res) => {
      const reused = secure ? res.socket.isSessionReused() : undefined;
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => (text += chunk));
      res.on('error', reject);
      res.on('end', () => {
        resolve({ status: res.statusCode, headers: res.headers, body: text, reused });
      });
    });
    req.setTimeout(REQUEST_DEADLINE_MS, () => {
      req.destroy(new Error(`no answer from ${url} within ${REQUEST_DEADLINE_MS} ms`));
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** As request(), the body read as JSON. */
async function requestJson(url, options) {
  const { status, body } = await request(url, options);
  return { status, body: JSON.parse(body) };
}

/**
 * Requests without a pause from `clients` clients, each on a new connection, until stop() is called.
 */
class Load {
  #running = true;
  #clients;
  #waiting = [];

  constructor(url, clients) {
    this.answered = 0;
    this.failures = [];
    this.bodies = new Set();
    this.#clients = Array.from({ length: clients }, () => this.#run(url));
  }

  async #run(url) {
    while (this.#running) {
      try {
        const { status, body } = await request(url);
        if (status === 200) {
          this.answered++;
          this.bodies.add(body);
        } else {
          this.failures.push(`status ${status}`);
        }
      } catch (error) {
        this.failures.push(error.code ?? error.message);
      }
      this.#waiting = this.#waiting.filter((check) => !check());
    }
  }

  /** Waits until so many more requests have been tried. */
  more(count) {
    const tried = () => this.answered + this.failures.length;
    const goal = tried() + count;
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        if (tried() < goal) return false;
        resolve();
        return true;
      });
    });
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#clients);
  }
}

/**
 * No request of this load has failed. From Node 26 on, the built-in resets a few connections of a worker that
 * disconnects; there, few may be.
 */
function assertServed({ answered, failures }) {
  if (NODE_MAJOR < FIRST_TO_RESET) return assert.deepEqual(failures, []);
  const limit = answered * RESET_SHARE;
  assert.ok(failures.length <= limit, `${failures.length} of ${answered} requests failed`);
  assert.deepEqual([...new Set([...failures, 'ECONNRESET'])], ['ECONNRESET']);
}

module.exports = { CA, Load, REQUEST_DEADLINE_MS, TLS, assertServed, request, requestJson };
