'use strict';

// BoundPath: the Unix socket that workers share, and its path. libuv removes the path when it closes its handle, whoever
// has bound it by then; here it is removed only if it still belongs to this socket. Used by bound_socket.js and shared_socket.js.

const { statSync, unlinkSync } = require('node:fs');
const { _createServerHandle: createServerHandle } = require('node:net');
const { resolve } = require('node:path');
const { errnoOf } = require('./errno');
const native = require('./native');

/** What createServerHandle takes in the place of a port and an address type for a path. */
const NO_PORT = -1;

/** Errors as libuv has them. */
const ENOENT = errnoOf('ENOENT');
const EACCES = errnoOf('EACCES');
const ENAMETOOLONG = errnoOf('ENAMETOOLONG');

const bindByLibuv = (path) => createServerHandle(path, NO_PORT, NO_PORT);

/** Where there is no addon, or permissions that Node's own function asks for, the handle has the path as in Node. */
function loadAddon() {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- where there is no permission model nothing is denied
  if (process.permission) return null;
  try {
    return native.load();
  } catch {
    return null;
  }
}

/** The file's device and inode, which no two files have at a time. */
function identityOf(path) {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}-${ino}`;
  } catch {
    return null; // it is gone
  }
}

/** The program may change its folder until the socket is closed. */
function absolute(path) {
  try {
    return resolve(path);
  } catch {
    return path; // this process's folder is gone
  }
}

class BoundPath {
  #path;

  /** Of the file that is this socket's; null where the path is libuv's to take away, or somebody else's. @type {string | null} */
  identity = null;

  /** The handle, or a negative errno. @type {object | number} */
  handle;

  /**
   * @param {string} path
   * @param {{fd: number, identity: string | null}} [bound] a socket that has it already. The descriptor is owned from now on
   */
  constructor(path, bound) {
    const addon = loadAddon();
    this.#path = absolute(path);
    if (bound) this.#open(addon, bound.fd, bound.identity);
    else if (addon === null) this.handle = bindByLibuv(path);
    else this.#create(addon, path);
  }

  #create(addon, path) {
    const fd = addon.bindPath(path);
    // libuv's versions treat a path that is too long in several ways.
    if (fd === ENAMETOOLONG) this.handle = bindByLibuv(path);
    else if (fd < 0) this.handle = fd === ENOENT ? EACCES : fd;
    else this.#open(addon, fd, identityOf(this.#path));
  }

  #open(addon, fd, identity) {
    this.identity = identity;
    this.handle = createServerHandle(null, undefined, undefined, fd);
    if (typeof this.handle !== 'number') return;
    addon.close(fd);
    this.unlink();
  }

  /** Takes the path away, unless it is another socket's by now. */
  unlink() {
    BoundPath.unlink(this.#path, this.identity);
  }

  /** @param {string} path @param {string | null} identity of the file that may go */
  static unlink(path, identity) {
    if (identity === null || identityOf(path) !== identity) return;
    try {
      unlinkSync(path);
    } catch {
      // Somebody else was quicker, or the folder may no longer be written to.
    }
  }
}

module.exports = BoundPath;
