'use strict';

// The source of the numbers of `gocluster top`: a control socket and, when the program is started again, the next one at the same path.
// Used by top.js and top_screen.js.

const { EventEmitter } = require('node:events');
const net = require('node:net');
const path = require('node:path');
const { names, socketPath } = require('../supervisor/control_path');

const VERSION = 1;
/** Milliseconds until the next attempt to connect. */
const RETRY = 500;

function controlError(message) {
  return Object.assign(new Error(message), { code: 'ERR_GOCLUSTER_CONTROL' });
}

/**
 * Events: 'answer' (a result of the request of follow()), 'refused' (the message of an error that is the answer), 'lost' (nobody
 * answers; it connects again).
 */
class Source extends EventEmitter {
  #path;
  #socket = null;
  #timer;
  #isClosed = false;

  /** @param {string} file of the control socket */
  constructor(file) {
    super();
    this.#path = file;
  }

  /** @param {object} request @returns {Promise<object>} the result of one verb */
  ask(request) {
    return new Promise((resolve, reject) => {
      const socket = this.#open(request, (answer) => {
        socket.destroy();
        if (answer.ok) resolve(answer.result);
        else reject(Object.assign(new Error(answer.error.message), answer.error));
      });
      socket.on('error', ({ code }) =>
        reject(controlError(`nobody answers at ${this.#path} (${code})`)),
      );
      socket.on('close', () => reject(controlError(`no answer came from ${this.#path}`)));
    });
  }

  /** @param {object} request one that has results until the connection is closed */
  follow(request) {
    const socket = this.#open(request, (answer) => {
      if (answer.ok) this.emit('answer', answer.result);
      else this.emit('refused', answer.error.message);
    });
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#isClosed) return;
      this.emit('lost');
      this.#timer = setTimeout(() => this.follow(request), RETRY);
    });
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #open(request, callback) {
    const socket = net.connect(this.#path);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        callback(parse(line));
      }
    });
    socket.write(`${JSON.stringify({ version: VERSION, ...request })}\n`);
    return socket;
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return { ok: false, error: { message: 'what answers there is no gocluster' } };
  }
}

/** @param {{control?: string, name?: string}} where @returns {Promise<string>} the path of the control socket */
async function pathOf({ control = process.env.GOCLUSTER_CONTROL, name }) {
  if (name) return socketPath(name);
  if (control) return path.resolve(control);
  const known = names().map((each) => [each, socketPath(each)]);
  const asked = await Promise.allSettled(
    known.map(([, file]) => new Source(file).ask({ verb: 'stats' })),
  );
  const living = known.filter((_, i) => asked[i].status === 'fulfilled');
  if (living.length === 1) return living[0][1];
  const all = living.map(([each]) => each).join(' or --name ');
  throw controlError(
    living.length === 0
      ? 'no service of this user runs. Of any other program say where its control socket is: --control PATH'
      : `several services run: say which, by --name ${all}`,
  );
}

module.exports = { Source, pathOf };
