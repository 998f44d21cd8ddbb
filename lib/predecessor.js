'use strict';

// Predecessor: the process that has started this one as its replacement and waits until it is ready. It has passed one end of a stream
// to this process. This process writes messages to it in the format of sd_notify(3), one per line; the end of the stream means that the
// predecessor has ended. Used by upgrade.js.

const { readlinkSync, writeSync } = require('node:fs');
const { Socket } = require('node:net');
const { Number, exec, stringSplit } = require('./intrinsics');
const native = require('./native');

/** The environment variable with the number of the stream's descriptor. */
const READY_FD = 'GOCLUSTER_READY_FD';
/** The environment variable with the predecessor's process id, which may differ from that of the parent. */
const PID = 'GOCLUSTER_PREDECESSOR';

class Predecessor {
  /** The process id of the one that this process has, or had; null where there is none. @type {number | null} */
  static pid = null;
  #fd;
  #isOver = false;
  #isAnswered = false;

  /**
   * @param {number} fd owned
   * @param {() => void} onend
   */
  constructor(fd, onend) {
    this.#fd = fd;
    native.load().cloexec(fd);
    const socket = new Socket({ fd, allowHalfOpen: true });
    socket.unref();
    socket.resume();
    const end = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      socket.destroy();
      onend();
    };
    socket.on('end', end);
    socket.on('error', end);
  }

  /** Whether it waits for this process to report that it is ready. */
  get waits() {
    return !this.#isOver && !this.#isAnswered;
  }

  /** Its working directory; null if it cannot be told, or if the predecessor has ended. @returns {string | null} */
  get folder() {
    try {
      return readlinkSync(`/proc/${Predecessor.pid}/cwd`);
    } catch {
      return null;
    }
  }

  /** Sends a message for each line of the value. @param {string} word such as "READY" @param {string} value */
  say(word, value) {
    if (this.#isOver) return;
    this.#isAnswered ||= word === 'READY';
    const lines = stringSplit(value, '\n');
    let text = '';
    for (let i = 0; i < lines.length; i++) text += `${word}=${lines[i]}\n`;
    try {
      writeSync(this.#fd, text); // synchronous, because this process may be about to end
    } catch {
      // the predecessor has just ended
    }
  }

  /**
   * @param {() => void} onend
   * @returns {Predecessor | null} null if no predecessor waits for this process
   */
  static ofEnvironment(onend) {
    const given = process.env[READY_FD];
    const pid = Number(process.env[PID] ?? process.ppid); // read now: ppid changes when the parent ends
    delete process.env[READY_FD];
    delete process.env[PID];
    if (given === undefined || exec(/^\d{1,6}$/, given) === null) return null;
    try {
      const predecessor = new Predecessor(Number(given), onend);
      Predecessor.pid = pid;
      return predecessor;
    } catch {
      return null; // the descriptor is not open in this process, or gocluster does not run here
    }
  }
}

module.exports = { Predecessor, READY_FD, PID };
