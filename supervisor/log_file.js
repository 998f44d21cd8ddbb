'use strict';

// LogFile: a file that workers' output is appended to. Where it cannot be written (a full disk, a pipe that nobody reads) output is lost and
// counted, and nothing waits. A rotation by renaming is noticed: a new file is begun. Used by output.js.

const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const { dirname } = require('node:path');
const { performance } = require('node:perf_hooks');
const { makeFolder } = require('../observe/folder');

const { O_APPEND, O_CREAT, O_NONBLOCK = 0, O_WRONLY } = fs.constants;
/** Milliseconds between two checks whether the name still leads to the open file; and without a failure before it is said to work again. */
const CHECK_MS = 1000;

/** Events: 'failed' (with the error; once until it works again), 'works' (how many bytes are lost). */
class LogFile extends EventEmitter {
  static #files = new Map();

  path;
  #fd = -1;
  #checkedAt = 0;
  #failedAt = null;
  #lost = 0;

  /** There is one LogFile for each path. @param {string} path absolute */
  static of(path) {
    if (!LogFile.#files.has(path)) LogFile.#files.set(path, new LogFile(path));
    return LogFile.#files.get(path);
  }

  constructor(path) {
    super();
    this.path = path;
  }

  /** Opens the file, and makes its folder if needed. @throws if that fails */
  open() {
    if (this.#fd >= 0) return;
    makeFolder(dirname(this.path));
    // Without O_NONBLOCK a named pipe or a terminal would block the supervisor until somebody reads.
    this.#fd = fs.openSync(this.path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
  }

  /** @param {string | Buffer} chunk what of it cannot be written is lost */
  write(chunk) {
    const bytes = Buffer.from(chunk);
    let written = 0;
    try {
      this.#check();
      this.open();
      while (written < bytes.length) written += fs.writeSync(this.#fd, bytes, written);
      this.#noteSuccess();
    } catch (error) {
      this.#noteFailure(error, bytes.length - written);
    }
  }

  /** Waits for a while without failures: a slow reader would cause two warnings a chunk. */
  #noteSuccess() {
    if (this.#failedAt === null || performance.now() - this.#failedAt < CHECK_MS) return;
    this.emit('works', this.#lost);
    this.#failedAt = null;
    this.#lost = 0;
  }

  #noteFailure(error, bytes) {
    if (this.#failedAt === null) this.emit('failed', error);
    this.#failedAt = performance.now();
    this.#lost += bytes;
    // It is opened anew for the next chunk. A full pipe is not: its reader would take the close for the end.
    if (error.code !== 'EAGAIN') this.#close();
  }

  #check() {
    const now = performance.now();
    if (this.#fd < 0 || now - this.#checkedAt < CHECK_MS) return;
    this.#checkedAt = now;
    const named = fs.statSync(this.path, { throwIfNoEntry: false });
    const open = fs.fstatSync(this.#fd);
    if (named?.ino !== open.ino || named.dev !== open.dev) this.#close();
  }

  #close() {
    if (this.#fd >= 0) fs.closeSync(this.#fd);
    this.#fd = -1;
  }
}

module.exports = LogFile;
