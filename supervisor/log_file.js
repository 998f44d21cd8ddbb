'use strict';

// LogFile: a file that workers' output is appended to. Where it cannot be written (a full disk) output is lost, and nothing else.
// A rotation by renaming is noticed: a new file is begun. Used by output.js.

const fs = require('node:fs');
const { dirname } = require('node:path');
const { performance } = require('node:perf_hooks');
const { makeFolder } = require('../observe/folder');

/** How often it is looked whether the file is still the one of its name. */
const CHECK_MS = 1000;

class LogFile {
  static #files = new Map();

  #path;
  #fd = -1;
  #checkedAt = 0;

  /** One a path. @param {string} path absolute */
  static of(path) {
    if (!LogFile.#files.has(path)) LogFile.#files.set(path, new LogFile(path));
    return LogFile.#files.get(path);
  }

  constructor(path) {
    this.#path = path;
  }

  /** With its folder. @throws where it can't be */
  open() {
    if (this.#fd >= 0) return;
    makeFolder(dirname(this.#path));
    this.#fd = fs.openSync(this.#path, 'a', 0o640);
  }

  /** @param {string | Buffer} chunk whole or lost */
  write(chunk) {
    try {
      this.#check();
      this.open();
      fs.appendFileSync(this.#fd, chunk);
    } catch {
      this.#close(); // and is tried again at the next chunk
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
