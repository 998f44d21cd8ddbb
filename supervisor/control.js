'use strict';

// Control: the socket by which a running supervisor is asked, and its name. A request and its answer are a line of JSON each:
// docs/control.md. Used by index.js.

const fs = require('node:fs');
const path = require('node:path');
const { ControlSocket } = require('../observe/control_socket');
const { prepareFolder, socketPath } = require('./control_path');
const verbsOf = require('./control_verbs');
const { controlError } = require('./errors');

/** How often to check whether the file still exists, in milliseconds. */
const LOOK_MS = 10_000;

/** How many services of one name get their own sockets: app, app-2, ... */
const NAMESAKES = 100;

class Control {
  name = null;
  /** The path on which it listens; null if it does not listen. @type {string | null} */
  file = null;
  #config;
  #socket;
  #look = null;
  #wasOurs; // whether the file was ours at the last check

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#config = supervisor.config;
    this.#socket = new ControlSocket(verbsOf(supervisor));
  }

  /**
   * Listens, and replaces a stale socket. If another supervisor listens under the default name, the name gets a number.
   *
   * @param {number | null} predecessor the process id of the supervisor whose place this one takes: its name is free
   * @throws ERR_GOCLUSTER_CONTROL: another supervisor has the name, or the path, that was asked for
   */
  async open(predecessor) {
    const { control } = this.#config;
    if (control === true) {
      this.name = await this.#takeName(predecessor);
      this.file = socketPath(this.name);
    } else {
      const file = path.resolve(control);
      await this.#socket.open(file, predecessor);
      this.file = file;
    }
    this.#wasOurs = true;
    this.#look = setInterval(() => this.#restore().catch(() => {}), LOOK_MS).unref();
  }

  async #takeName(predecessor) {
    const { name, isNamed } = this.#config;
    prepareFolder();
    for (let i = 1; i <= NAMESAKES; i++) {
      const numbered = i === 1 ? name : `${name}-${i}`;
      if (await this.#socket.claim(socketPath(numbered), predecessor)) return numbered;
      if (isNamed) throw controlError(`a service of the name ${name} runs already`);
    }
    throw controlError(`${NAMESAKES} services of the name ${name} run already`);
  }

  /** Listens again after the successor has ended, which may have taken the name already. */
  async reopen() {
    if (this.file !== null && !this.#socket.isOurs) await this.#socket.take(this.file);
  }

  /** Makes the file again if somebody has removed it, or its folder. A successor that has taken the name does this itself. */
  async #restore() {
    if (this.file === null) return;
    if (fs.existsSync(this.file)) {
      this.#wasOurs = this.#socket.isOurs;
    } else if (this.#wasOurs) {
      if (this.name !== null) prepareFolder();
      await this.reopen();
    }
  }

  /** Stops listening and removes the file, unless it is another process's. Answers that are under way are still sent. */
  close() {
    clearInterval(this.#look);
    this.#socket.close();
    this.file = null;
  }
}

module.exports = Control;
