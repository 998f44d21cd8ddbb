'use strict';

// Upgrade: replaces this supervisor process by another one, with the Node, the gocluster, the configuration and the program that are on
// the disk now. Used by supervisor.js.

const gocluster = require('../lib/upgrade');
const { givenPath } = require('./control_path');
const { stoppingError, upgradingError } = require('./errors');

/** The successor's environment. Without WATCHDOG_PID the watchdog is meant for the successor, which becomes the main process. */
function environment() {
  const env = { ...process.env, GOCLUSTER_CONTROL: givenPath() };
  delete env.WATCHDOG_PID;
  return env;
}

class Upgrade {
  isUnderWay = false;
  /** Whether this supervisor ends because a successor serves. */
  isHandedOver = false;
  /** The successor's process id. @type {number | undefined} */
  pid;
  #supervisor;
  #isGivenUp = false;

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
  }

  /**
   * @param {(operation: () => Promise<T>) => Promise<T>} exclusively runs the operation when no other one runs
   * @param {{node?: string}} options
   * @returns {Promise<{pid: number}>}
   * @template T
   */
  async run(exclusively, options) {
    if (this.isUnderWay) throw upgradingError();
    this.isUnderWay = true;
    try {
      return await exclusively(() => this.#succeed(options));
    } finally {
      this.isUnderWay = false;
    }
  }

  async #succeed({ node }) {
    const supervisor = this.#supervisor;
    supervisor.emit('upgrade');
    let successor;
    try {
      const { upgradeTimeout: timeout } = supervisor.config;
      successor = await gocluster.upgrade({ command: node, timeout, env: environment() });
    } catch (error) {
      supervisor.emit('notUpgraded', error);
      throw error;
    }
    const { pid } = successor;
    if (this.#isGivenUp) {
      process.kill(pid, 'SIGTERM'); // the service was told to end at the moment when the successor became ready
      throw stoppingError();
    }
    supervisor.emit('upgraded', pid);
    this.pid = pid;
    this.isHandedOver = true;
    supervisor.stop({ isReplaced: true });
    successor.lost.then(() => this.#resume());
    return { pid };
  }

  /** The service was told to end. A successor that is not ready yet is killed; if one that is ready fails now, it is not replaced. */
  giveUp() {
    this.isHandedOver = false;
    this.#isGivenUp = true;
    if (this.isUnderWay) gocluster.cancel();
  }

  /** The service has ended. Unless a successor serves, or may, this process may start another service, which is to accept. */
  end() {
    if (this.pid === undefined && !this.isUnderWay) gocluster.resume();
  }

  /** The successor has ended before this process: this process serves again, unless it was told to end meanwhile. */
  async #resume() {
    if (!this.isHandedOver || this.#supervisor.state !== 'stopping') return;
    this.isHandedOver = false;
    this.pid = undefined;
    gocluster.resume();
    await this.#supervisor.resume();
    gocluster.ready();
  }
}

module.exports = Upgrade;
