'use strict';

// Upgrade: another supervisor process takes the place of this one, with the Node, the gocluster, the configuration and the program that
// are on the disk now. Used by supervisor.js.

const gocluster = require('../lib/upgrade');
const { upgradingError } = require('./errors');

/** The watchdog's process is the one that is about to be the main one. */
function environment() {
  const env = { ...process.env };
  delete env.WATCHDOG_PID;
  return env;
}

class Upgrade {
  /** Whether this supervisor ends because a successor serves. */
  isHandedOver = false;
  #supervisor;
  #isUnderWay = false;

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
  }

  /**
   * @param {(operation: () => Promise<T>) => Promise<T>} exclusively when no other operation runs
   * @param {{node?: string}} options
   * @returns {Promise<{pid: number}>}
   * @template T
   */
  async run(exclusively, options) {
    if (this.#isUnderWay) throw upgradingError();
    this.#isUnderWay = true;
    try {
      return await exclusively(() => this.#succeed(options));
    } finally {
      this.#isUnderWay = false;
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
    supervisor.emit('upgraded', successor.pid);
    supervisor.stop({ isReplaced: true });
    this.isHandedOver = true;
    successor.lost.then(() => this.#resume());
    return { pid: successor.pid };
  }

  /** The successor has ended before this process has. Unless that was told to end meanwhile it serves again. */
  async #resume() {
    if (!this.isHandedOver || this.#supervisor.state !== 'stopping') return;
    this.isHandedOver = false;
    gocluster.resume();
    await this.#supervisor.resume();
    gocluster.ready();
  }
}

module.exports = Upgrade;
