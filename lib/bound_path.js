'use strict';

// BoundPath: the Unix socket that workers share, and its path. When libuv closes its handle it removes the path, even if another
// socket is bound to it by then; here the path is removed only if it still belongs to this socket. Used by bound_socket.js,
// shared_socket.js, passed_sockets.js and socket_address.js.

const { statSync, unlinkSync } = require('node:fs');
const { _createServerHandle: createServerHandle } = require('node:net');
const { resolve } = require('node:path');
const { errnoOf } = require('./errno');
const native = require('./native');

/** What createServerHandle takes for a path instead of a port and an address type. */
const NO_PORT = -1;

/** Negative, as libuv has them. */
const ENOENT = errnoOf('ENOENT');
const EACCES = errnoOf('EACCES');
const ENAMETOOLONG = errnoOf('ENAMETOOLONG');

const bindByLibuv = (path) => createServerHandle(path, NO_PORT, NO_PORT);

/** Null without an addon, and under the permission model, which only Node's own function checks. libuv then owns the path, as in Node. */
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

/** The path when the socket is bound: the program may change its working directory before the socket is closed. */
function absolute(path) {
  try {
    return resolve(path);
  } catch {
    return path; // the working directory is gone
  }
}

class BoundPath {
  #path;

  /** The identity of this socket's file; null if libuv removes the path, or if it is somebody else's. @type {string | null} */
  identity = null;

  /** The handle, or a negative errno. @type {object | number} */
  handle;

  /**
   * @param {string} path
   * @param {{fd: number, identity: string | null}} [bound] a socket that is bound to it already; its descriptor is owned from now on
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
    // Versions of libuv differ in how they treat a path that is too long.
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

  /** Removes the path, unless it belongs to another socket by now. */
  unlink() {
    BoundPath.unlink(this.#path, this.identity);
  }

  /** Whether that file is at the path. @param {string} path @param {string | null} identity */
  static isAt(path, identity) {
    return identity !== null && identityOf(path) === identity;
  }

  /** @param {string} path @param {string | null} identity of the file that may be removed */
  static unlink(path, identity) {
    if (!BoundPath.isAt(path, identity)) return;
    try {
      unlinkSync(path);
    } catch {
      // Somebody else has removed it, or this process may no longer write to the folder.
    }
  }
}

module.exports = BoundPath;
