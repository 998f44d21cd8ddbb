'use strict';

// LogFile: a file to which workers' output is appended. If it cannot be written (a full disk) output is lost, but nothing else fails.
// If it is renamed, to rotate logs, a new file is begun. Used by output.js.

const fs = require('node:fs');
const { dirname } = require('node:path');
const { performance } = require('node:perf_hooks');
const { makeFolder } = require('../observe/folder');

/** How often to check whether the path still names the open file, in milliseconds. */
const CHECK_MS = 1000;

class LogFile {
  static #files = new Map();

  #path;
  #fd = -1;
  #checkedAt = 0;

  /** There is one LogFile for each path. @param {string} path absolute */
  static of(path) {
    if (!LogFile.#files.has(path)) LogFile.#files.set(path, new LogFile(path));
    return LogFile.#files.get(path);
  }

  constructor(path) {
    this.#path = path;
  }

  /** Opens the file, and makes its folder if needed. @throws if that fails */
  open() {
    if (this.#fd >= 0) return;
    makeFolder(dirname(this.#path));
    this.#fd = fs.openSync(this.#path, 'a', 0o640);
  }

  /** @param {string | Buffer} chunk is written whole or is lost */
  write(chunk) {
    try {
      this.#check();
      this.open();
      fs.appendFileSync(this.#fd, chunk);
    } catch {
      this.#close(); // it is opened again for the next chunk
    }
  }

  #check() {
    const now = performance.now();
    if (this.#fd < 0 || now - this.#checkedAt < CHECK_MS) return;
    this.#checkedAt = now;
    const named = fs.statSync(this.#path, { throwIfNoEntry: false });
    const open = fs.fstatSync(this.#fd);
    if (named?.ino !== open.ino || named.dev !== open.dev) this.#close();
  }

  #close() {
    if (this.#fd >= 0) fs.closeSync(this.#fd);
    this.#fd = -1;
  }
}

module.exports = LogFile;
