'use strict';

// MessageOrder: a connection that is made after worker.send() reaches the worker after the message. The worker reads its IPC socket
// first (inbox.js); while more messages wait in this process, the worker gets no connections. Used by primary.js.

const { hidden } = require('./hidden');
const { apply } = require('./intrinsics');

/** How many markers may be sent until no message waits. A channel that is never empty must not cost the worker all connections. */
const ROUNDS_MAX = 8;

/** Sent behind the waiting messages: its callback means that all of them have been sent. The worker ignores it. */
const MARKER = { cmd: 'NODE_CLUSTER', act: 'sent' };

class MessageOrder {
  #child;
  #channel;
  #send;
  #suspend;
  #resume;
  #isMarked = false;
  #rounds = 0; // markers since no message waited

  /**
   * @param {import('node:child_process').ChildProcess} child just forked
   * @param {() => void} suspend called when messages wait
   * @param {() => void} resume called when they have been sent
   */
  constructor(child, suspend, resume) {
    this.#child = child;
    this.#channel = hidden(child, 'kChannelHandle');
    this.#send = child._send;
    this.#suspend = suspend;
    this.#resume = resume;
    if (!this.#channel) return;
    const order = this;
    child._send = function (...args) {
      const mayGoOn = apply(order.#send, this, args);
      order.#onsend();
      return mayGoOn;
    };
  }

  /** Whether messages wait until the socket takes them, or until the worker acknowledges a handle. */
  #isBehind() {
    const { connected, _handleQueue } = this.#child;
    return connected && (this.#channel.writeQueueSize > 0 || _handleQueue?.length > 0);
  }

  #onsend() {
    if (!this.#isBehind()) {
      this.#rounds = 0;
    } else if (!this.#isMarked && this.#rounds < ROUNDS_MAX) {
      this.#suspend();
      this.#mark();
    }
  }

  #mark() {
    this.#isMarked = true;
    this.#rounds++;
    const onsent = () => this.#onsent();
    apply(this.#send, this.#child, [MARKER, undefined, { swallowErrors: true }, onsent]);
  }

  #onsent() {
    this.#isMarked = false;
    if (!this.#isBehind()) this.#rounds = 0;
    else if (this.#rounds < ROUNDS_MAX) {
      this.#mark();
      return;
    }
    this.#resume();
  }
}

module.exports = MessageOrder;
