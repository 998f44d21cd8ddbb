'use strict';

// Starts service/app.js, which has no cluster code, in one of the modes: under `gocluster run`, or under a primary of three lines.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const path = require('node:path');

const APP = path.join(__dirname, 'service', 'app.js');
const START_DEADLINE_MS = 20_000;
const EXIT_DEADLINE_MS = 5_000;
const NS_PER_MS = 1e6;

class Service {
  #child;
  #ended;

  /** Milliseconds from the start of the first process to the first byte of an answer. */
  startTime = 0;

  /**
   * @param {object} mode of modes.js
   * @param {{workers: number}} setting
   * @returns {Promise<Service>} when it has answered
   */
  static async start({ service, before = [], env }, { workers }) {
    const begun = process.hrtime.bigint();
    const running = new Service([...before, process.execPath, ...service(APP, workers)], env);
    await running.#answer();
    running.startTime = Number(process.hrtime.bigint() - begun) / NS_PER_MS;
    return running;
  }

  constructor([command, ...args], env) {
    const stdio = ['ignore', 'pipe', 'pipe'];
    this.#child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
    this.#ended = once(this.#child, 'exit');
  }

  get pid() {
    return this.#child.pid;
  }

  async #answer() {
    const { stdout, stderr } = this.#child;
    let said = '';
    stderr.on('data', (chunk) => (said += chunk));
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), START_DEADLINE_MS);
    const [port] = await Promise.race([once(stdout, 'data'), this.#ended]);
    clearTimeout(timer);
    if (!Buffer.isBuffer(port)) throw new Error(`the service has ended: ${said}`);
    const socket = net.connect(parseInt(port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
  }

  /** Ends the first process; its workers end with it. */
  async stop() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_DEADLINE_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

module.exports = { Service };
