'use strict';

// Control: the socket for requests to a running supervisor. A request and its answer are one line of JSON each: docs/control.md.
// Used by index.js.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { CONNECTIONS_MAX, serve } = require('../observe/control_connection');
const { checkLength, guardFolder, isAlive, listen } = require('../observe/control_socket');
const { prepareFolder, socketPath, unnamedPath } = require('./control_path');
const { askAt } = require('./control_client');
const verbsOf = require('./control_verbs');
const { controlError } = require('./errors');

/** How often to check whether the file still exists, in milliseconds. */
const LOOK_MS = 10_000;

/** How many services of one name get their own sockets: app, app-2, ... */
const NAMESAKES = 100;

/** The process id of the supervisor that answers on the socket; undefined if none answers. */
async function pidAt(file) {
  try {
    return (await askAt(file, { verb: 'status' })).pid;
  } catch {
    return undefined;
  }
}

class Control {
  name = null;
  /** The path on which it listens; null if it does not listen. @type {string | null} */
  file = null;
  #supervisor;
  #inode = 0;
  #server;
  #verbs;
  #look = null;
  #wasOurs; // whether the file was ours at the last check

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
    this.#verbs = verbsOf(supervisor);
    this.#server = this.#makeServer();
  }

  #makeServer() {
    const server = net.createServer({ allowHalfOpen: true }, (socket) =>
      serve(socket, this.#verbs),
    );
    server.maxConnections = CONNECTIONS_MAX;
    server.on('error', () => {}); // out of descriptors: the server continues
    return server;
  }

  /**
   * Listens, and replaces a stale socket. If another supervisor listens under the default name, the name gets a number.
   *
   * @param {number} [predecessor] the process id of the supervisor that this one replaces: its name counts as free
   * @throws ERR_GOCLUSTER_CONTROL: another supervisor has the name, or the path, that was asked for
   */
  async open(predecessor) {
    const { control, name, isNamed } = this.#supervisor.config;
    const isTaken = async (file) =>
      fs.existsSync(file) &&
      (await isAlive(file)) &&
      !(predecessor && (await pidAt(file)) === predecessor);
    if (control !== true) {
      const file = path.resolve(control);
      guardFolder(path.dirname(file));
      if (await isTaken(file)) throw controlError(`a supervisor listens on ${file} already`);
      return this.#take(file, null);
    }
    prepareFolder();
    for (let i = 1; i <= NAMESAKES; i++) {
      const numbered = i === 1 ? name : `${name}-${i}`;
      const file = socketPath(numbered);
      if (!(await isTaken(file))) return this.#take(file, numbered);
      if (isNamed) throw controlError(`a service of the name ${name} runs already`);
    }
    throw controlError(`${NAMESAKES} services of the name ${name} run already`);
  }

  /** Listens again after the successor has ended, which may have taken the name already. */
  async reopen() {
    if (this.file === null || this.#isOurs()) return;
    this.#server.close();
    this.#server = this.#makeServer();
    await this.#take(this.file, this.name);
  }

  /** Whether the file is still this supervisor's socket. */
  #isOurs() {
    return fs.statSync(this.file, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** The socket gets its name only when it listens: a client always gets an answer, from the process before or from this one. */
  async #take(file, name) {
    const unnamed = unnamedPath(file);
    for (const each of [unnamed, file]) checkLength(each);
    fs.rmSync(unnamed, { force: true });
    await listen(this.#server, unnamed);
    this.#server.unref();
    const before = fs.lstatSync(file, { throwIfNoEntry: false });
    if (before && !before.isSocket()) {
      this.#server.close();
      throw controlError(`${file} is there, and is no socket`);
    }
    fs.renameSync(unnamed, file);
    this.file = file;
    this.#inode = fs.statSync(file).ino;
    this.name = name;
    this.#wasOurs = true;
    this.#look ??= setInterval(() => this.#restore().catch(() => {}), LOOK_MS).unref();
  }

  /** Makes the file again if somebody has removed it, or its folder. A successor that has taken the name does this itself. */
  async #restore() {
    if (this.file === null) return;
    if (fs.existsSync(this.file)) {
      this.#wasOurs = this.#isOurs();
    } else if (this.#wasOurs) {
      if (this.name !== null) prepareFolder();
      await this.reopen();
    }
  }

  /** Stops listening and removes the file, unless it is another process's. Answers that are under way are still sent. */
  close() {
    clearInterval(this.#look);
    if (this.file === null) return;
    if (this.#isOurs()) fs.rmSync(this.file, { force: true });
    this.#server.close();
    this.file = null;
  }
}

module.exports = Control;
