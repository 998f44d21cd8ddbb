'use strict';

// Listener: what workers share under SCHED_RR, a listening socket in the core. Used by listeners.js.

const { KIND, FLAG } = require('./wire');

const UV_TCP_IPV6ONLY = 1;
const DEFAULT_BACKLOG = 511;
const MAX_PORT = 65535;
const MAX_BACKLOG = 0x7fffffff;

const UV_MINOR = Number(process.versions.uv.split('.')[1]);
/** readableAll and writableAll: libuv used to add them to a Unix socket's mode, and now they are its mode. */
const UV_SETS_MODE = UV_MINOR >= 49;
/** libuv used to give an abstract name the full length of the field, and its clients look for that. */
const UV_PADS_ABSTRACT = UV_MINOR < 49;
const UNIX_NAME_SIZE = 108;

let listeners = 0;

/** What a worker's query asks the core to bind, or null where it is no sensible query. */
function bindOf(address, { port, fd, flags, backlog, readableAll, writableAll }) {
  const bind = {
    kind: KIND.tcp,
    backlog: backlog > 0 && backlog <= MAX_BACKLOG ? backlog : DEFAULT_BACKLOG,
    flags:
      (readableAll ? FLAG.readableAll : 0) |
      (writableAll ? FLAG.writableAll : 0) |
      (UV_SETS_MODE ? FLAG.exactMode : 0),
    port: 0,
    address: '',
  };
  if (fd >= 0) return Number.isInteger(fd) ? { ...bind, kind: KIND.fd } : null;
  if (address != null && typeof address !== 'string') return null;
  if (port >= 0) {
    if (!Number.isInteger(port) || port > MAX_PORT) return null;
    if (flags & UV_TCP_IPV6ONLY) bind.flags |= FLAG.ipv6Only;
    return { ...bind, port, address: address || '' };
  }
  if (!address) return null;
  const name =
    UV_PADS_ABSTRACT && address[0] === '\0' ? address.padEnd(UNIX_NAME_SIZE, '\0') : address;
  return { ...bind, kind: KIND.unix, address: name };
}

class Listener {
  #core;
  #id = ++listeners;
  #workers = new Map(); // by id, to the callback that still waits for the listener to open, or null
  #answer = null;

  /** TLS session-ticket keys, or whatever else the first worker's server wants the others to have. */
  data = null;

  /**
   * @param {import('./core')} core
   * @param {string} address
   * @param {object} query a worker's queryServer message
   */
  constructor(core, address, query) {
    this.#core = core;
    const bind = bindOf(address, query);
    const opened = (answer) => this.#opened(answer);
    if (bind) core.listen(this.#id, bind, query.fd, opened);
    else core.listen(this.#id, { kind: 0, backlog: 0, flags: 0, port: 0, address: '' }, -1, opened);
  }

  /**
   * @param {{id: number}} worker
   * @param {(errno: number, reply?: object) => void} callback
   */
  add(worker, callback) {
    this.#workers.set(worker.id, callback);
    if (this.#answer) this.#admit(worker.id);
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }

  /** @returns {boolean} whether that was the last one: the listener is closed and its port is free */
  remove(worker) {
    if (!this.#workers.delete(worker.id)) return false;
    if (this.#workers.size > 0) {
      this.#core.leave(this.#id, worker.id);
      return false;
    }
    this.#core.closeListener(this.#id);
    return true;
  }

  #opened(answer) {
    this.#answer = answer;
    for (const id of this.#workers.keys()) this.#admit(id);
  }

  #admit(id) {
    const callback = this.#workers.get(id);
    this.#workers.set(id, null);
    const { errno, family, port, text } = this.#answer;
    if (errno) {
      callback(errno);
      return;
    }
    this.#core.join(this.#id, id);
    const sockname = family ? { address: text, family: `IPv${family}`, port } : undefined;
    callback(0, { listener: this.#id, ...(sockname && { sockname }) });
  }
}

module.exports = Listener;
