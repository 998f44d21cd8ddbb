'use strict';

// Child: the worker's half. Node has set up `cluster.worker` by the time this runs. This replaces how a server listens
// (cluster._getServer, which net and dgram call), how connections arrive, and how a worker leaves. Used by take_over.js.

const { closeSync, fstatSync } = require('node:fs');
const { Server } = require('node:net');
const { resolve } = require('node:path');
const afterFirstRequests = require('./first_requests');
const { Map, Set, apply, nextTick, setImmediate, symbolFor } = require('./intrinsics');
const { send, receiver, silenceBuiltin } = require('./messages');
const { VERSION } = require('./wire');

/** The property in which server.js, of any copy of the package, keeps a server's options. */
const OPTIONS = symbolFor('gocluster.serverOptions');

class Child {
  #worker;
  #inbox;
  #reason; // why the core cannot hand connections to this worker
  #handles = new Map(); // by key, to {handle, server}: what this worker listens on
  #pending = new Set(); // a {server, onReply} for each listen() that the primary has not answered
  #indexes = new Map(); // by address, to {next, used}: the indexes that distinguish several listens on one address

  /** The handlers of the primary's IPC messages, by the message's act. */
  static #handlers = {
    __proto__: null,

    failed(child, { errno }) {
      child.#inbox?.fail(errno);
    },

    disconnect(child) {
      child.#worker.exitedAfterDisconnect = true;
      afterReading(() => child.#whenRead(() => child.#leave(true)));
    },
  };

  /**
   * @param {import('node:cluster').Worker} worker this one
   * @param {import('./environment').Channel | null} channel null if the workers share their listening sockets
   */
  constructor(worker, channel) {
    this.#worker = worker;
    const { inbox, reason } = openInbox(channel);
    this.#inbox = inbox;
    this.#reason = reason;
  }

  /** Replaces Node's own functions by anonymous ones, as Node's are. @param {import('node:cluster').Cluster} cluster */
  install(cluster) {
    if (this.#reason !== undefined) {
      // Node's functions stay: the primary answers their messages, too.
      send(process, { act: 'unable', reason: this.#reason });
      return;
    }
    const child = this;
    const { prototype } = cluster.Worker;
    silenceBuiltin(process); // Node's listener would let the worker leave without closing its servers
    process.on(
      'internalMessage',
      receiver((message) => Child.#handlers[message.act]?.(child, message)),
    );
    cluster._getServer = function (server, options, callback) {
      child.#getServer(server, options, callback);
    };
    prototype.disconnect = function () {
      child.#disconnect(this);
      return this;
    };
    prototype.destroy = function () {
      child.#destroy(this);
    };
  }

  /** @param {import('node:net').Server | import('node:dgram').Socket} server that wants to listen */
  #getServer(server, options, callback) {
    if (server instanceof Server && server._handle) {
      // listen(handle): Node 18 calls this nevertheless.
      callback(0, server._handle);
      return;
    }
    let { address } = options;
    if (options.port < 0 && typeof address === 'string') address = resolve(address);

    const name = `${address}:${options.port}:${options.addressType}:${options.fd}`;
    const index = this.#takeIndex(name);
    const message = {
      act: 'queryServer',
      index,
      data: null,
      ...options,
      address,
      channel: this.#inbox === null ? false : VERSION,
    };
    if (server._getServerData) message.data = server._getServerData();
    if (server[OPTIONS]) message.options = server[OPTIONS];

    const listen = { server, onReply() {} };
    this.#pending.add(listen);
    send(process, message, null, (reply, handle) => {
      this.#pending.delete(listen);
      const freeIndex = () => this.#freeIndex(name, index);
      try {
        if (reply.refusal) this.#refuse(server, reply.refusal, options, freeIndex);
        else this.#answer(server, reply, handle, freeIndex, callback);
      } finally {
        listen.onReply(); // an 'error' listener may throw
      }
    });

    server.once('listening', () => {
      if (!this.#indexes.has(name)) return; // closed again already
      this.#worker.state = 'listening';
      const port = server.address()?.port || options.port;
      send(process, { ...message, act: 'listening', port });
    });
  }

  /** Whether the server waits for the primary's answer to its listen(). @param {import('node:net').Server} server */
  isListening(server) {
    let found = false;
    this.#pending.forEach((listen) => (found ||= listen.server === server));
    return found;
  }

  /** Node's callback takes only errnos. So the server's 'error' event is emitted here, as Node would emit it. */
  #refuse(server, refusal, query, freeIndex) {
    freeIndex();
    server.emit('error', require('./option_errors').refusalError(refusal, query));
  }

  /** The primary has answered a queryServer: the server gets its handle, or an error. */
  #answer(server, reply, sharedHandle, freeIndex, callback) {
    const { key, errno } = reply;
    try {
      server._setServerData?.(reply.data);
    } catch {
      // The data comes from the worker that listened first. This server keeps its own.
    }
    const closed = () => {
      send(process, { act: 'close', key });
      this.#handles.delete(key);
      freeIndex();
    };
    let handle = null;
    if (sharedHandle) handle = tellClose(sharedHandle, closed);
    else if (!errno) handle = this.#inbox.open(server, reply, closed);
    if (handle) this.#handles.set(key, { handle, server });
    else freeIndex();
    // A server that was closed meanwhile calls close() on the handle that it gets, even after an error.
    callback(errno || 0, handle ?? { close() {} });
  }

  #takeIndex(name) {
    if (!this.#indexes.has(name)) this.#indexes.set(name, { next: 0, used: new Set() });
    const entry = this.#indexes.get(name);
    entry.used.add(entry.next);
    return entry.next++;
  }

  #freeIndex(name, index) {
    const entry = this.#indexes.get(name);
    if (entry?.used.delete(index) && entry.used.size === 0) this.#indexes.delete(name);
  }

  /**
   * Calls back when the first requests have been read. It does not wait if the workers share the sockets: new connections arrive until
   * the sockets are closed, so there would be no end to wait for.
   *
   * @returns {boolean} whether `callback` has been called
   */
  #whenRead(callback) {
    return afterFirstRequests(() => (this.#inbox ? this.#handles.list() : []), callback);
  }

  /** Closes the servers, waits for them, and disconnects. */
  #leave(primaryInitiated) {
    this.#worker.exitedAfterDisconnect = true;
    let waiting = 1; // for this function, and for each server
    function done() {
      if (--waiting > 0) return;
      // The primary must know that this exit is wanted before it sees the channel close.
      if (primaryInitiated) disconnect();
      else send(process, { act: 'exitedAfterDisconnect' }, null, disconnect);
    }
    const open = this.#handles.list();
    waiting += open.length;
    this.#handles.clear();
    for (let i = 0; i < open.length; i++) close(open[i].server, done);
    // A listen() that is not answered yet would outlive the leaving. A primary that has sent `disconnect` no longer answers it.
    this.#pending.forEach((listen) => {
      if (!primaryInitiated) waiting++;
      listen.onReply = () => close(listen.server, primaryInitiated ? () => {} : done);
    });
    done();
  }

  #disconnect(worker) {
    if (worker.state === 'disconnecting' || worker.state === 'destroying') return;
    worker.state = 'disconnecting';
    worker.exitedAfterDisconnect = true;
    if (!this.#whenRead(() => this.#leave(false))) send(process, { act: 'leaving' });
  }

  #destroy(worker) {
    if (worker.state === 'destroying') return;
    worker.exitedAfterDisconnect = true;
    if (!worker.isConnected()) process.exit(0);
    worker.state = 'destroying';
    send(process, { act: 'exitedAfterDisconnect' }, null, disconnect);
    process.once('disconnect', () => process.exit(0));
  }
}

/**
 * Opens the inbox, where connections arrive. It is null if all workers share their listening sockets, and if there is a reason why the
 * core cannot hand connections to this worker.
 *
 * @param {import('./environment').Channel | null} channel
 * @returns {{inbox: import('./inbox') | null, reason?: string}}
 */
function openInbox(channel) {
  if (channel === null) return { inbox: null };
  try {
    const Inbox = require('./inbox');
    return { inbox: new Inbox(channel) };
  } catch (error) {
    closeSocket(channel.fd);
    return { inbox: null, reason: (error.cause ?? error).message };
  }
}

/** Closes a channel that is not read, so that children do not inherit it. */
function closeSocket(fd) {
  try {
    if (fstatSync(fd).isSocket()) closeSync(fd);
  } catch {
    // It is not open.
  }
}

/** Makes the handle of a socket that the workers share call back when it is closed. */
function tellClose(handle, closed) {
  const { close } = handle;
  handle.close = function (...args) {
    closed();
    return apply(close, handle, args);
  };
  return handle;
}

/** Calls back after two iterations of the loop: by then the requests of the connections that are here already have been read. */
function afterReading(callback) {
  setImmediate(() => setImmediate(callback));
}

/** Closes a server. A dgram.Socket that is closed already throws. */
function close(server, done) {
  try {
    server.close(done);
  } catch (error) {
    done();
    // An error of a program's own close() is rethrown, but after the other servers are closed.
    if (error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING') return;
    nextTick(() => {
      throw error;
    });
  }
}

/** The primary may be gone already. */
function disconnect() {
  if (process.connected) process.disconnect();
}

module.exports = Child;
