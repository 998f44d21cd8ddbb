'use strict';

// A worker's half is the part of this package that the worker runs: lib/preload.js, the files that it needs, and the addon. These are
// the files of the primary that forks the worker, and they are checked before each fork: a deployment may have removed or replaced
// them, the worker's user may be unable to read them, and Node's permission model may forbid the worker to load them. Such a worker is
// forked as Node's own, and listens in the built-in's way. Used by worker_processes.js.

const { closeSync, openSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { errnoOf } = require('./errno');
const { jsonParse } = require('./intrinsics');
const { load } = require('./native');
const { readingObstacle } = require('./permissions');
const { version } = require('../package.json');

const { geteuid, getegid } = process;

const ROOT = join(__dirname, '..');
const PACKAGE = join(ROOT, 'package.json');
const PRELOAD = join(__dirname, 'preload.js');

/** The user that has loaded these files, and so can read them. */
const FIRST_USER = geteuid?.();

const QUIET = { throwIfNoEntry: false };

function statOf(file) {
  try {
    return statSync(file, QUIET);
  } catch {
    return undefined; // a folder on the way is not readable
  }
}

function versionThere() {
  try {
    return jsonParse(readFileSync(PACKAGE, 'utf8')).version;
  } catch {
    return undefined;
  }
}

class Half {
  #files;
  #identity;
  #sizes;

  /** @param {string} addon its file */
  constructor(addon) {
    this.#files = [PRELOAD, addon];
    this.#identity = this.#identify();
    this.#sizes = this.#measure();
  }

  /** A text that changes when a deployment replaces entries of the folder, the folder itself, or the contents of its files. */
  #identify() {
    const entries = [__dirname, PACKAGE, this.#files[0], this.#files[1]];
    let identity = '';
    for (let i = 0; i < entries.length; i++) {
      const { dev, ino, mtimeMs, size } = statOf(entries[i]) ?? {};
      identity += `${dev}:${ino}:${mtimeMs}:${size} `;
    }
    return identity;
  }

  #measure() {
    return `${statOf(this.#files[0])?.size} ${statOf(this.#files[1])?.size}`;
  }

  /**
   * Whether the files are still those that this process was started from, or the same version installed again. A worker dies if
   * these files are incomplete; it survives if any other file is missing.
   */
  isWhole() {
    const identity = this.#identify();
    if (identity === this.#identity) return true;
    if (versionThere() !== version || this.#measure() !== this.#sizes) return false;
    this.#identity = identity;
    return true;
  }

  /**
   * Why a worker can't load its half, or null.
   *
   * @param {import('node:child_process').ForkOptions} options of the worker
   * @returns {string | null} for the warning
   */
  obstacle(options) {
    if (!this.isWhole()) {
      return (
        `The files of gocluster in ${ROOT} are no longer those that this process was started from. ` +
        'Start it again to have gocluster back.'
      );
    }
    const denied = unreadable(options, this.#files);
    if (denied !== null) {
      return `The worker's user may not read ${denied}. Install gocluster where it may.`;
    }
    return readingObstacle(options, ROOT);
  }
}

/** @returns {string | null} the file that the worker's user may not read */
function unreadable({ uid, gid }, files) {
  const user = uid ?? geteuid();
  if (!isId(uid) || !isId(gid)) return null; // Node's own fork throws the right error
  if (user === 0 || (uid == null && gid == null && user === FIRST_USER)) return null;
  const group = gid ?? getegid();
  for (let i = 0; i < files.length; i++) {
    const isDenied =
      uid == null && gid == null ? !mayRead(files[i]) : deniesTo(user, group, files[i]);
    if (isDenied) return files[i];
  }
  return null;
}

/** Whether Node accepts the value of `uid` or `gid`. */
const isId = (id) => id == null || (typeof id === 'number' && id === (id | 0));

function mayRead(file) {
  try {
    closeSync(openSync(file));
    return true;
  } catch {
    return false;
  }
}

/** Whether that user may not read the file; false if only the fork can tell. */
function deniesTo(user, group, file) {
  let addon;
  try {
    addon = load();
  } catch {
    return false;
  }
  const errno = addon.readAs(file, user, group);
  return errno !== 0 && errno !== errnoOf('ENOTSUP');
}

module.exports = Half;
