'use strict';

// The real HAProxy: started as a machine of its own, and asked over its runtime socket. Used by run.js and demonstrations.js.

const { spawn } = require('node:child_process');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');

const LOOK_MS = 20;
const DEADLINE_MS = 30_000;

class HAProxy {
  #socket;

  /** @param {import('./network').Power} power @param {string} folder for its socket */
  constructor({ launcher }, folder) {
    this.#socket = path.join(folder, 'haproxy.sock');
    const words = ['haproxy', '-db', '-q', '-f', path.join(__dirname, 'haproxy.cfg')];
    const [command, ...args] = [...launcher, ...words];
    const env = { ...process.env, FOLDER: folder };
    spawn(command, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
  }

  /** What it makes of a machine, such as "UP 100": its state and its weight. */
  async sees(name, backend = 'machines') {
    const client = net.connect(this.#socket);
    client.end('show stat\n');
    const answer = await text(client).catch(() => '');
    const [head, ...lines] = answer.split('\n').map((line) => line.split(','));
    const cells = lines.find(([its, server]) => its === backend && server === name) ?? [];
    const [state, weight] = ['status', 'weight'].map((column) => cells[head.indexOf(column)]);
    return `${state} ${weight}`;
  }

  /** Resolves with how long that took, in milliseconds. @param {RegExp} wanted of what sees() resolves with */
  async until(name, wanted, backend) {
    const began = Date.now();
    let seen;
    while (!wanted.test((seen = await this.sees(name, backend)))) {
      if (Date.now() - began > DEADLINE_MS) throw new Error(`HAProxy: ${name} is ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return Date.now() - began;
  }
}

module.exports = HAProxy;
