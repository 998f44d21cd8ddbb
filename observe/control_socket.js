'use strict';

// ControlSocket: a server on a control socket. Its file is accessible only to the user at any time; a stale file is replaced, but not
// one on which a process listens. Used by program_control.js and by the supervisor's control.js.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { CONNECTIONS_MAX, serve } = require('./control_connection');
const { controlError } = require('./errors');
const { makeFolder } = require('./folder');

const OWNER_ONLY = 0o177;
const PRIVATE = 0o700;
/** In a folder's mode: the group or others may write. */
const OTHERS_WRITE = 0o022;
const ROOT = 0;
/** The size of a path in a socket's address, with the zero byte at its end. */
const PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Whether a process listens on the socket. */
function isAlive(file) {
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.on('connect', () => socket.destroy(resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

/**
 * Makes the folder if there is none, and checks that only this user may write in it: anybody else who may write there could replace the
 * socket by another.
 *
 * @param {string} folder
 * @throws ERR_GOCLUSTER_CONTROL
 */
function guardFolder(folder) {
  makeFolder(folder, PRIVATE);
  if (!process.getuid) return; // on a system without modes, access lists say who may write
  const { uid, mode } = fs.statSync(folder);
  const isUsers = uid === process.getuid() || uid === ROOT;
  if (isUsers && (mode & OTHERS_WRITE) === 0) return;
  throw controlError(
    `others than this user may write in ${folder}: a control socket needs a folder of the user's alone`,
  );
}

/**
 * Checks the length of the path: Node before 21 would cut it off, and create a socket with another name in another folder.
 *
 * @param {string} file
 * @throws ENAMETOOLONG
 */
function checkLength(file) {
  if (process.platform === 'win32' || Buffer.byteLength(file) < PATH_BYTES) return;
  const message = `a socket's path has at most ${PATH_BYTES - 1} bytes, unlike ${file}`;
  throw Object.assign(new Error(message), { code: 'ENAMETOOLONG' });
}

/** Sets the umask while the socket is created, so that nobody but the user can connect, not even for the moment before a chmod. */
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
   * @throws ERR_GOCLUSTER_CONTROL: another process listens on the file, the file is no socket, or others may write in the folder
   * @throws ENAMETOOLONG
   */
  async open(file) {
    checkLength(file);
    guardFolder(path.dirname(file));
    const stale = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stale && !stale.isSocket()) throw controlError(`${file} is there, and is no socket`);
    if (stale && (await isAlive(file)))
      throw controlError(`another process listens on ${file} already`);
    // Only if no other process has replaced it meanwhile.
    if (stale && inodeOf(file) === stale.ino) fs.unlinkSync(file);
    await listen(this.#server, file);
    this.#server.on('error', () => {}); // out of descriptors: the server continues
    this.#server.unref();
    this.#file = file;
    this.#inode = inodeOf(file);
  }

  /** Stops listening and removes the file, unless it is another process's by now. Answers that are under way are still sent. */
  close() {
    if (this.#file === null) return;
    if (inodeOf(this.#file) === this.#inode) this.#server.close(); // libuv removes the file
    this.#file = null;
  }
}

module.exports = { ControlSocket, checkLength, guardFolder, isAlive, listen };
