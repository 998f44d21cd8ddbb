'use strict';

// Watch: reloads when a file that the program has loaded changes. Used by index.js, for development.

const fs = require('node:fs');
const path = require('node:path');

/** How long to wait for further changes, in milliseconds: an editor writes a file in several steps. */
const SETTLE_MS = 30;
/** How often to look for a folder that is gone, in milliseconds: it may be made again. */
const LOOK_MS = 100;

/** @returns {string} a text that changes when the file's content does; '' if there is no such file, or if it cannot be looked at */
function signatureOf(file) {
  try {
    const { mtimeMs, size, ino } = fs.statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return ''; // it may come back: its folder is a file now, or may not be read
  }
}

class Watch {
  #supervisor;
  #files = new Map(); // path -> signature
  #folders = new Map(); // path -> fs.FSWatcher
  #changed = null; // the first file of a change
  #timer = null;
  #isReloading = false;
  #isClosed = false;

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
    this.#add(require.resolve(supervisor.config.script));
    supervisor.on('notice', (_, { act, files }) => {
      if (act === 'loaded' && Array.isArray(files)) for (const file of files) this.#add(`${file}`);
    });
    supervisor.once('ended', () => this.#close());
  }

  /** Watches the folder, not the file: editors replace a file by another one. */
  #add(file) {
    if (this.#files.has(file)) return;
    this.#files.set(file, signatureOf(file));
    const folder = path.dirname(file);
    if (!this.#folders.has(folder)) this.#watch(folder);
  }

  #watch(folder) {
    try {
      const watcher = fs.watch(folder, (_, name) => {
        if (name) this.#look(path.join(folder, name));
        // The folder's own name means that the folder was removed or renamed.
        if (name === path.basename(folder)) this.#watchAgain(folder);
      });
      watcher.on('error', () => {}); // the folder is gone
      this.#folders.set(folder, watcher);
    } catch ({ message }) {
      this.#folders.set(folder, null);
      this.#supervisor.emit('warning', `changes in ${folder} will not be noticed: ${message}`);
    }
  }

  /** Watches a folder again that was removed and made again, as by a checkout or a deployment. */
  #watchAgain(folder) {
    if (this.#isClosed) return;
    this.#folders.get(folder)?.close();
    this.#folders.set(folder, null);
    if (!fs.existsSync(folder)) {
      setTimeout(() => this.#watchAgain(folder), LOOK_MS).unref();
      return;
    }
    this.#watch(folder);
    for (const file of this.#files.keys()) if (path.dirname(file) === folder) this.#look(file);
  }

  #look(file) {
    const before = this.#files.get(file);
    const now = before === undefined ? before : signatureOf(file);
    if (now === before || now === '') return;
    this.#files.set(file, now);
    this.#changed ??= file;
    if (this.#isReloading) this.#supervisor.abandon();
    else this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reload(), SETTLE_MS);
  }

  async #reload() {
    const file = this.#changed;
    this.#changed = null;
    this.#isReloading = true;
    this.#supervisor.emit('changed', file);
    try {
      if (this.#supervisor.state === 'starting') this.#supervisor.startAnew();
      else await this.#supervisor.reload();
    } catch {
      // The failure was reported by an event; the old workers stay.
    }
    this.#isReloading = false;
    if (this.#changed) this.#soon();
  }

  #close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher?.close();
  }
}

module.exports = Watch;
