'use strict';

// Unit: a service or a socket in the container, by systemctl; and requests to what it serves. Used by the checks.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { NODE } = require('./container.js');

/** Requests a second while something is done to a service. */
const RATE = 50;
/** Longer than anything that ends by itself, and short enough to wait for. */
const DEADLINE_MS = 60_000;

class Unit {
  #container;

  /** @param {import('./container').Container} container @param {string} name "shop.service" */
  constructor(container, name) {
    this.#container = container;
    this.name = name;
  }

  /** Writes it, with what is added to its sections. @param {string} text */
  async install(text) {
    this.#container.write(
      `/etc/systemd/system/${this.name}`,
      text.replaceAll('/usr/bin/node', NODE),
    );
    await this.#container.do('systemctl', 'daemon-reload');
  }

  /** start, stop, reload, restart, kill ... */
  do(verb, ...options) {
    return this.#container.do('systemctl', verb, ...options, this.name);
  }

  /** @param {string} property as systemctl show has it */
  show(property) {
    return this.#container.do('systemctl', 'show', '--property', property, '--value', this.name);
  }

  mainPid() {
    return this.show('MainPID').then(Number);
  }

  until(property, value) {
    let seen;
    return until(
      async () => (seen = await this.show(property)) === value,
      () => `${property}=${value} of ${this.name}: it is ${seen}`,
      DEADLINE_MS,
    );
  }

  async isRunning() {
    const states = [await this.show('ActiveState'), await this.show('SubState')];
    assert.deepEqual(states, ['active', 'running'], this.name);
  }

  /** Nothing of it is left, and systemd is content. @param {string} [result] that it ends with */
  async hasEnded(result = 'success') {
    const left = await this.#container.run('systemctl', 'status', this.name);
    assert.equal(await this.show('Result'), result, left.stdout);
    const state = result === 'success' ? 'inactive' : 'failed';
    assert.equal(await this.show('ActiveState'), state, left.stdout);
    assert.doesNotMatch(left.stdout, /CGroup:/);
  }

  /** What systemd and the service have written. */
  log() {
    return this.#container.journal('--unit', this.name, '--output', 'cat');
  }

  /** Does something under requests, none of which may fail. @returns {Promise<string[]>} the different answers */
  async underLoad(port, action) {
    const { served, failures, closed, answers } = await this.loaded(port, action);
    assert.deepEqual({ failures, closed }, { failures: [], closed: 0 });
    assert.ok(served > 0, 'there were requests');
    return answers;
  }

  /** The same, with an account. */
  async loaded(port, action, rate = RATE) {
    const file = path.join(__dirname, 'load.js');
    const load = this.#container.spawnInNetwork(file, `${port}`, `${rate}`);
    let said = '';
    load.stdout.setEncoding('utf8').on('data', (chunk) => (said += chunk));
    const closed = once(load, 'close');
    try {
      await until(() => said !== '', 'the first answer', DEADLINE_MS);
      await action();
    } finally {
      load.stdin.end();
      await closed;
    }
    return JSON.parse(said);
  }

  /** One request. @returns {Promise<string>} the answer, or what curl says */
  ask(url, ...options) {
    const words = ['--silent', '--show-error', '--max-time', `${DEADLINE_MS / 1000}`, ...options];
    return this.#container.do('curl', ...words, url);
  }

  /** It answers, now or soon. */
  answers(url, ...options) {
    return until(
      () => this.ask(url, ...options).catch(() => ''),
      `an answer of ${url}`,
      DEADLINE_MS,
    );
  }
}

module.exports = { Unit };
