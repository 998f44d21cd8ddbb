'use strict';
// Stands in for the addon in a worker's inbox: a test reads and writes its channel.

const { ADDON } = require('../../lib/native');

/** The channel that was made last. */
let channel = null;

class Channel {
  sent = [];

  constructor(fd, bytes, fds, onread) {
    this.bytes = bytes;
    this.onread = onread;
    channel = this;
  }

  send(frame) {
    this.sent.push(frame);
    return 0;
  }

  follow() {}
  setBatch() {}
  unref() {}
}

process.channel ??= { fd: -1 };

const exported = { Channel, fdLimit: () => 1000, cloexec: () => 0, isChannel: () => true };
require.cache[ADDON] = { id: ADDON, filename: ADDON, loaded: true, exports: exported };

module.exports = { last: () => channel };
