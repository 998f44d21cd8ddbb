'use strict';
// Stands in for the addon in a worker's inbox: a test reads and writes its channel.

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

  setBatch() {}
  unref() {}
}

module.exports = { Channel, fdLimit: () => 1000, cloexec: () => 0, last: () => channel };
