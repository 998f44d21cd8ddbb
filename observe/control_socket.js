'use strict';

// ControlSocket: nobody but the user ever gets at it, a stale one's name is taken, and a living one's only from a predecessor. Used by
// program_control.js and by the supervisor's control.js.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { CONNECTIONS_MAX, serve } = require('./control_connection');
const { controlError } = require('./errors');
const { makeFolder } = require('./folder');
const native = require('../lib/native');

const OWNER_ONLY = 0o177;
const PRIVATE = 0o700;
/** In a folder's mode: the group or others may write. */
const OTHERS_WRITE = 0o022;
const ROOT = 0;
/** The size of a path in a socket's address, with the zero byte at its end. */
const PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Errors of a connect where nobody listens. Any other one does not tell: EAGAIN is a full backlog, EACCES another user's socket. */
const NOBODY = ['ECONNREFUSED', 'ENOENT'];

/** The process that listens at the other end, by the kernel: it may have no time to answer. Null if that is not known. */
function listenerOf(socket) {
  try {
    return native.load().peerPid(socket._handle.fd);
  } catch {
    return null; // without the addon there is no upgrade
  }
}

/**
 * Whether somebody has the name.
 *
 * @param {string} file
 * @param {number | null} predecessor the process whose place this one takes: its name is free
 * @returns {Promise<boolean>} true also if it is not known who listens there, or whether somebody does
 */
function isTaken(file, predecessor) {
  if (!fs.existsSync(file)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.on('connect', () => {
      const isFree = predecessor !== null && listenerOf(socket) === predecessor;
      socket.destroy();
      resolve(!isFree);
    });
    socket.on('error', ({ code }) => resolve(!NOBODY.includes(code)));
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
  if (!process.getuid) return; // on a system without modes, access lists say who may write
  const { uid, mode } = fs.statSync(folder);
  const isUsers = uid === process.getuid() || uid === ROOT;
  if (isUsers && (mode & OTHERS_WRITE) === 0) return;
  throw controlError(
    `others than this user may write in ${folder}: a control socket needs a folder of the user's alone`,
  );
}

/** The path that is bound first. @param {string} file the name that it gets */
const unnamedPath = (file) => path.join(path.dirname(file), `.${process.pid}.sock`);

/**
 * Checks the length of the path: Node before 21 would cut it off, and create a socket with another name in another folder.
 *
 * @param {string} file
 * @throws ENAMETOOLONG
 */
function checkLength(file) {
  const longest = Math.max(...[file, unnamedPath(file)].map((each) => Buffer.byteLength(each)));
  if (process.platform === 'win32' || longest < PATH_BYTES) return;
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

/**
 * Gives a socket that listens its name. Another process may do the same at this moment: a name that nobody has is taken by link(), which
 * fails if it is there.
 *
 * @param {string} unnamed
 * @param {string} file
 * @param {number | undefined} seen the inode of what may be replaced there
 * @returns {boolean} false if something else is there by now
 */
function giveName(unnamed, file, seen) {
  if (seen === undefined) {
    try {
      fs.linkSync(unnamed, file);
      fs.rmSync(unnamed);
      return true;
    } catch ({ code }) {
      if (code === 'EEXIST') return false;
      // The file system has no links.
    }
  }
  if (inodeOf(file) !== seen) return false;
  fs.renameSync(unnamed, file);
  return true;
}

class ControlSocket {
  #verbs;
  #server = null;
  #file = null;
  #inode;

  /** @param {Record<string, (request: object) => any>} verbs */
  constructor(verbs) {
    this.#verbs = verbs;
  }

  /** Whether the name leads to this process. */
  get isOurs() {
    return this.#file !== null && inodeOf(this.#file) === this.#inode;
  }

  /** Whether another process has the name by now. A file that was removed is nobody's. */
  get #isTakenOver() {
    const inode = this.#file !== null && inodeOf(this.#file);
    return Boolean(inode) && inode !== this.#inode;
  }

  /**
   * @param {string} file
   * @param {number | null} predecessor whose name may be taken
   * @throws ERR_GOCLUSTER_CONTROL: somebody listens there, what is there is no socket, or the folder is not the user's alone
   */
  async open(file, predecessor) {
    checkLength(file);
    guardFolder(path.dirname(file));
    if (!(await this.claim(file, predecessor)))
      throw controlError(`another process listens on ${file} already`);
  }

  /**
   * The caller has made sure that the folder is the user's alone.
   *
   * @param {string} file
   * @param {number | null} predecessor whose name may be taken
   * @returns {Promise<boolean>} false if another process has the name
   * @throws ERR_GOCLUSTER_CONTROL: what is there is no socket
   */
  async claim(file, predecessor) {
    for (;;) {
      const seen = inodeOf(file);
      if (await isTaken(file, predecessor)) return false;
      if (await this.#bind(file, seen)) return true;
    }
  }

  /** Takes a name that is this process's, whatever is there. @param {string} file @throws ERR_GOCLUSTER_CONTROL: it is no socket */
  async take(file) {
    await this.#bind(file, inodeOf(file));
  }

  /**
   * The socket is bound without a name and gets it once it listens, so a client that knows the name is answered throughout: by the old
   * socket or by this one.
   *
   * @param {string} file
   * @param {number | undefined} seen the inode of what may be replaced there
   * @returns {Promise<boolean>} false if something else is there by now
   */
  async #bind(file, seen) {
    const unnamed = unnamedPath(file);
    checkLength(file);
    const stale = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stale && !stale.isSocket()) throw controlError(`${file} is there, and is no socket`);
    this.#server?.close(); // which removes the unnamed path
    this.#server = null;
    fs.rmSync(unnamed, { force: true });
    const server = await this.#listen(unnamed);
    if (!giveName(unnamed, file, seen)) {
      server.close();
      return false;
    }
    this.#server = server;
    this.#file = file;
    this.#inode = inodeOf(file);
    return true;
  }

  async #listen(file) {
    const server = net.createServer({ allowHalfOpen: true }, (socket) =>
      serve(socket, this.#verbs, () => this.#isTakenOver),
    );
    server.maxConnections = CONNECTIONS_MAX;
    await listen(server, file);
    server.on('error', () => {}); // out of descriptors: it goes on
    return server.unref();
  }

  /** The file goes, unless it is another process's by now. Answers that are under way are still sent. */
  close() {
    if (this.isOurs) fs.rmSync(this.#file, { force: true });
    this.#server?.close();
    this.#server = this.#file = null;
  }
}

module.exports = { ControlSocket };
