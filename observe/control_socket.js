'use strict';

// A control socket's file: nobody but the user ever gets at it, a stale one is replaced, a living one's is not. Used by
// program_control.js and by the supervisor's control.js.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { CONNECTIONS_MAX, serve } = require('./control_connection');
const { controlError } = require('./errors');
const { makeFolder } = require('./folder');

const OWNER_ONLY = 0o177;
const PRIVATE = 0o700;
/** Of a folder's mode: others may write. */
const OTHERS_WRITE = 0o022;
const ROOT = 0;
/** Of a socket's address; a zero ends it. */
const PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Whether somebody answers there. */
function isAlive(file) {
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.on('connect', () => socket.destroy(resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

/**
 * Makes the folder if there is none. Whoever else may write there could put a socket of his own in this one's place.
 *
 * @param {string} folder
 * @throws ERR_GOCLUSTER_CONTROL
 */
function guardFolder(folder) {
  makeFolder(folder, PRIVATE);
  if (!process.getuid) return; // access lists say who may, where there are no modes
  const { uid, mode } = fs.statSync(folder);
  const isUsers = uid === process.getuid() || uid === ROOT;
  if (isUsers && (mode & OTHERS_WRITE) === 0) return;
  throw controlError(
    `others than this user may write in ${folder}: a control socket needs a folder of the user's alone`,
  );
}

/**
 * Node before 21 cuts the path off, and has a socket by another name in another folder then.
 *
 * @param {string} file
 * @throws ENAMETOOLONG
 */
function checkLength(file) {
  if (process.platform === 'win32' || Buffer.byteLength(file) < PATH_BYTES) return;
  const message = `a socket's path has at most ${PATH_BYTES - 1} bytes, unlike ${file}`;
  throw Object.assign(new Error(message), { code: 'ENAMETOOLONG' });
}

/** Nobody but the user gets at the socket, not even before a chmod. */
function listen(server, file) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(OWNER_ONLY);
    try {
      server.listen(file, resolve);
    } finally {
      process.umask(before);
    }
  });
}

const inodeOf = (file) => fs.lstatSync(file, { throwIfNoEntry: false })?.ino;

class ControlSocket {
  #server;
  #file = null;
  #inode;

  /** @param {Record<string, (request: object) => any>} verbs */
  constructor(verbs) {
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => serve(socket, verbs));
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /**
   * @param {string} file
   * @throws ERR_GOCLUSTER_CONTROL: somebody listens there, what is there is no socket, or the folder is not the user's alone
   */
  async open(file) {
    checkLength(file);
    guardFolder(path.dirname(file));
    const stale = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stale && !stale.isSocket()) throw controlError(`${file} is there, and is no socket`);
    if (stale && (await isAlive(file)))
      throw controlError(`another process listens on ${file} already`);
    // Another process may have been quicker.
    if (stale && inodeOf(file) === stale.ino) fs.unlinkSync(file);
    await listen(this.#server, file);
    this.#server.on('error', () => {}); // out of descriptors: it goes on
    this.#server.unref();
    this.#file = file;
    this.#inode = inodeOf(file);
  }

  /** The file goes, unless it is another process's by now. Answers that are under way are still sent. */
  close() {
    if (this.#file === null) return;
    if (inodeOf(this.#file) === this.#inode) this.#server.close(); // libuv takes the file away
    this.#file = null;
  }
}

module.exports = { ControlSocket, checkLength, guardFolder, isAlive, listen };
