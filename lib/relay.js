'use strict';

// Relay: takes connections from the core for a worker that has no channel to it, and passes them on over Node's IPC channel, as Node's
// own round robin does: one at a time, as 'newconn', which the worker answers. To the core a relay is a worker like any other, so that
// all workers take their turns. Used by listeners.js.

const { _createServerHandle: createServerHandle } = require('node:net');
const { RETRY_PAUSE, errnoOf } = require('./errno');
const { Map, ArrayBuffer, Int32Array, Uint8Array, setTimeout } = require('./intrinsics');
const { forget, send } = require('./messages');
const native = require('./native');
const Outbox = require('./outbox');
const { MAX_BYTES, MAX_FDS, MESSAGE, HandOff, refusal, workerMessage } = require('./wire');

/** Passed to lend() instead of a listening socket: a relay takes only the connections that it is handed. */
const NONE = -1;

class Relay {
  #addon;
  #channel;
  #outbox;
  #child;
  #memory = new ArrayBuffer(MAX_BYTES);
  #handOff = new HandOff(this.#memory);
  #fds = new Int32Array(MAX_FDS);
  #keys = new Map(); // the worker's key for a listener, by the listener's number
  #sent = null; // the connection that the worker has not answered yet, {handle, listener, header, seq}: the handle is owned

  /**
   * @param {import('./core')} core
   * @param {{id: number, process: import('node:child_process').ChildProcess}} worker
   * @returns {Relay | null} null if this process lacks descriptors for one
   */
  static open(core, worker) {
    const pair = core.pair();
    if (typeof pair === 'number') return null;
    const addon = native.load();
    const fd = addon.dup(pair.far);
    if (fd < 0) {
      core.release(pair);
      return null;
    }
    core.removeWorker(worker.id); // the core may have a channel for it that the worker does not use
    core.addWorker(worker.id, null, pair);
    return new Relay(addon, fd, worker.process);
  }

  constructor(addon, fd, child) {
    this.#addon = addon;
    this.#child = child;
    const bytes = new Uint8Array(this.#memory);
    this.#channel = new addon.Channel(fd, bytes, this.#fds, (byteLength, fdCount, errno, ended) =>
      this.#onread(byteLength, fdCount, errno, ended),
    );
    this.#channel.unref();
    this.#outbox = new Outbox(this.#channel);
  }

  /**
   * The worker takes connections of a listener from now on.
   *
   * @param {number} listener
   * @param {string} key the worker's name for the listener
   */
  add(listener, key) {
    this.#keys.set(listener, key);
    this.#send(MESSAGE.ready, listener);
  }

  /** The worker takes none any more. The core has been told already. @param {number} listener */
  remove(listener) {
    this.#keys.delete(listener);
  }

  /** The worker is gone: a connection that it has not answered goes to another one. */
  disconnected() {
    if (this.#sent !== null) this.#answered(false);
  }

  #send(message, listener) {
    this.#outbox.send(workerMessage(message, listener));
  }

  #onread(byteLength, fdCount, errno, ended) {
    if (ended || (errno !== 0 && errno !== errnoOf('EMFILE'))) {
      this.#end();
      return;
    }
    if (errno !== 0) this.#pause();
    if (byteLength === 0 || fdCount === 0) return;
    const { listener, isLent } = this.#handOff;
    if (!isLent) {
      this.#forward(listener, this.#fds[0], this.#handOff.header(byteLength));
      return;
    }
    this.#addon.close(this.#fds[0]);
    this.#channel.lend(listener, NONE);
  }

  #forward(listener, fd, header) {
    const handle = createServerHandle(null, undefined, undefined, fd);
    if (typeof handle === 'number') {
      this.#refuse(listener, header, fd, () => this.#addon.close(fd));
      return;
    }
    this.#channel.pause();
    this.#sent = { handle, listener, header, seq: -1 };
    const key = this.#keys.get(listener);
    if (key === undefined || !this.#child.connected) {
      this.#answered(false);
      return;
    }
    this.#sent.seq = send(this.#child, { act: 'newconn', key }, handle, ({ accepted }) =>
      this.#answered(accepted),
    );
  }

  #answered(accepted) {
    const { handle, listener, header, seq } = this.#sent;
    this.#sent = null;
    forget(seq);
    if (!accepted && handle.fd >= 0)
      this.#refuse(listener, header, handle.fd, () => handle.close());
    else handle.close(); // does nothing if Node has closed it because it did not reach the worker
    this.#channel.resume();
  }

  /** Sends the connection back for another worker. For a while this worker gets no more: it is full, or has closed its server. */
  #refuse(listener, header, fd, close) {
    this.#send(MESSAGE.gone, listener);
    this.#outbox.send(refusal(listener, header), [fd], close);
    setTimeout(() => {
      if (this.#keys.has(listener)) this.#send(MESSAGE.ready, listener);
    }, RETRY_PAUSE).unref();
  }

  #pause() {
    this.#channel.pause();
    setTimeout(() => {
      if (this.#sent === null) this.#channel.resume();
    }, RETRY_PAUSE).unref();
  }

  /** The worker has ended, or the core is gone. */
  #end() {
    this.#channel.close();
    if (this.#sent === null) return;
    this.#sent.handle.close();
    forget(this.#sent.seq);
    this.#sent = null;
  }
}

module.exports = Relay;
