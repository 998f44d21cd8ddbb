'use strict';

// The worker's half. Node has set up `cluster.worker` by the time this runs; what is replaced is how a server gets to
// listen (cluster._getServer, which net and dgram call), how connections arrive, and how a worker leaves.

const net = require('node:net');
const path = require('node:path');
const { send, receiver } = require('./messages');

/**
 * @param {import('node:cluster').Cluster} cluster
 * @param {import('./environment').Channel | null} channel null where listening sockets are shared
 */
function install(cluster, channel) {
  const { worker, Worker } = cluster;
  const handles = new Map(); // by key, to {handle, owner}: what this worker listens on
  const asking = new Set(); // a {server, then} for each listen() under way; `then` is called once it is not
  const indexes = new Map(); // by address, to the indexes in use
  const inbox = channel && new (require('./inbox'))(channel);

  // Node's own listener for the same messages, from before the preload, would leave without closing our servers.
  for (const listener of process.listeners('internalMessage')) {
    if (listener.name === 'onInternalMessage') process.off('internalMessage', listener);
  }
  process.on(
    'internalMessage',
    receiver((message) => {
      if (message.act === 'disconnect') {
        worker.exitedAfterDisconnect = true;
        afterReading(() => leave(true));
      }
    }),
  );

  // `server` is a net.Server or a dgram.Socket that wants to listen.
  cluster._getServer = function (server, options, callback) {
    if (server instanceof net.Server && server._handle) {
      // listen(handle): Node 18 asks all the same.
      callback(0, server._handle);
      return;
    }
    let { address } = options;
    if (options.port < 0 && typeof address === 'string') address = path.resolve(address);

    const name = [address, options.port, options.addressType, options.fd].join(':');
    const index = takeIndex(name);
    const message = {
      act: 'queryServer',
      index,
      data: null,
      ...options,
      address,
      channel: inbox !== null,
    };
    if (server._getServerData) message.data = server._getServerData();

    const question = { server, then() {} };
    asking.add(question);
    send(process, message, null, (reply, handle) => {
      asking.delete(question);
      try {
        server._setServerData?.(reply.data);
      } catch {
        // They come from the worker that listened first. This server keeps its own.
      }
      const { key } = reply;
      const closed = () => {
        send(process, { act: 'close', key });
        handles.delete(key);
        freeIndex(name, index);
      };
      if (handle) shared(handle, closed);
      else if (!reply.errno) handle = inbox.open(server, reply, closed);
      if (handle) handles.set(key, { handle, owner: server });
      else freeIndex(name, index);
      // A server that was closed in the meantime closes what it gets, even where it gets nothing.
      callback(reply.errno || 0, handle ?? (reply.errno ? { close() {} } : null));
      question.then();
    });

    server.once('listening', () => {
      if (!indexes.has(name)) return; // closed again already
      worker.state = 'listening';
      const port = server.address()?.port || options.port;
      send(process, { ...message, act: 'listening', port });
    });
  };

  function takeIndex(name) {
    if (!indexes.has(name)) indexes.set(name, { next: 0, used: new Set() });
    const entry = indexes.get(name);
    entry.used.add(entry.next);
    return entry.next++;
  }

  function freeIndex(name, index) {
    const entry = indexes.get(name);
    if (entry?.used.delete(index) && entry.used.size === 0) indexes.delete(name);
  }

  /** The handle of a socket that the workers share tells when it is closed. */
  function shared(handle, closed) {
    const { close } = handle;
    handle.close = function (...args) {
      closed();
      return close.apply(handle, args);
    };
  }

  /**
   * In two turns of the loop the requests have been read of the connections that are here already. An http server that
   * closes would end those without one.
   */
  function afterReading(callback) {
    setImmediate(() => setImmediate(callback));
  }

  /** Closes the servers, waits for them, and disconnects. */
  function leave(primaryInitiated) {
    worker.exitedAfterDisconnect = true;
    let waiting = 1;
    function done() {
      if (--waiting > 0) return;
      // The primary must know that this exit is wanted before it sees the channel close.
      if (primaryInitiated) disconnect();
      else send(process, { act: 'exitedAfterDisconnect' }, null, disconnect);
    }
    for (const { owner } of [...handles.values()]) {
      waiting++;
      owner.close(done);
    }
    handles.clear();
    // These would listen on in a worker that has left. A primary that wants it gone does not answer them any more.
    for (const question of asking) {
      if (!primaryInitiated) waiting++;
      question.then = () => close(question.server, primaryInitiated ? () => {} : done);
    }
    done();
  }

  Worker.prototype.disconnect = function () {
    if (this.state !== 'disconnecting' && this.state !== 'destroying') {
      this.state = 'disconnecting';
      leave(false);
    }
    return this;
  };

  Worker.prototype.destroy = function () {
    if (this.state === 'destroying') return;
    this.exitedAfterDisconnect = true;
    if (!this.isConnected()) process.exit(0);
    this.state = 'destroying';
    send(process, { act: 'exitedAfterDisconnect' }, null, disconnect);
    process.once('disconnect', () => process.exit(0));
  };
}

/** Closes what may be closed by now. */
function close(server, done) {
  try {
    server.close(done);
  } catch {
    done(); // a dgram.Socket throws then
  }
}

/** The primary may be gone already. */
function disconnect() {
  if (process.connected) process.disconnect();
}

module.exports = { install };
