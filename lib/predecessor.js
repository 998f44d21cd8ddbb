'use strict';

// Predecessor: the process that has started this one as its replacement and waits until it is ready. It has passed a descriptor, one end
// of a stream: messages in the format of sd_notify go there, one a line, and its end means the predecessor's end. Used by upgrade.js.

const { writeSync } = require('node:fs');
const { Socket } = require('node:net');
const { Number, exec, stringSplit } = require('./intrinsics');
const native = require('./native');

/** The variable that names the descriptor. */
const READY_FD = 'GOCLUSTER_READY_FD';
/** The one with its process id, which need not be that of the parent. */
const PID = 'GOCLUSTER_PREDECESSOR';

class Predecessor {
  /** @type {number} */
  pid;
  #fd;
  #isOver = false;

  /**
   * @param {number} fd owned
   * @param {number} pid
   * @param {() => void} onend
   */
  constructor(fd, pid, onend) {
    this.#fd = fd;
    this.pid = pid;
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

  /** @param {string} word such as "READY" @param {string} value its lines are sent one by one */
  say(word, value) {
    if (this.#isOver) return;
    const lines = stringSplit(value, '\n');
    let text = '';
    for (let i = 0; i < lines.length; i++) text += `${word}=${lines[i]}\n`;
    try {
      writeSync(this.#fd, text); // this process may be about to end
    } catch {
      // it has just ended
    }
  }

  /**
   * @param {() => void} onend
   * @returns {Predecessor | null} null where nobody waits for this process
   */
  static ofEnvironment(onend) {
    const given = process.env[READY_FD];
    const pid = Number(process.env[PID] ?? process.ppid); // now: once the parent has ended it is another process
    delete process.env[READY_FD];
    delete process.env[PID];
    if (given === undefined || exec(/^\d{1,6}$/, given) === null) return null;
    try {
      return new Predecessor(Number(given), pid, onend);
    } catch {
      return null; // it is no descriptor of this process's, or gocluster does not run here
    }
  }
}

module.exports = { Predecessor, READY_FD, PID };
