'use strict';

// A machine: gocluster runs the program there, as an operator would start it, and is asked by its own commands. Used by run.js.

const { execFile, spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Power } = require('./network');

const CLI = path.join(__dirname, '..', '..', 'cli', 'index.js');
const WORKERS = 2;
const DRAIN_DELAY = '2s';
const HAPROXY = '10.30.0.1';
const LOOK_MS = 50;

/** What is run on each. The second is for clients that are to meet the same worker again. */
const SERVICES = {
  web: ['--agent-check', '8001', '--health', '8002', '--proxy-protocol', HAPROXY],
  sticky: ['--agent-check', '8011', '--sticky', 'address', '--proxy-protocol', 'required'],
};
const PORTS = { web: 8000, sticky: 8010 };

class Machine {
  name;
  #place;
  #folder;
  #power = null;
  #log;

  /**
   * @param {string} name
   * @param {import('./network').Place} place
   * @param {string} folder for its control sockets and its log
   */
  constructor(name, place, folder) {
    this.name = name;
    this.#place = place;
    this.#folder = path.join(folder, name);
    fs.mkdirSync(this.#folder);
    this.#log = path.join(this.#folder, 'log');
  }

  /** Resolves when all workers are ready. @param {'web' | 'sticky'} [service] */
  async start(service = 'web') {
    this.#power ??= await Power.on(this.#place);
    const options = ['-w', `${WORKERS}`, '--name', service, '--drain-delay', DRAIN_DELAY];
    const words = ['run', ...options, ...SERVICES[service], path.join(__dirname, 'server.js')];
    const log = fs.openSync(this.#log, 'a');
    const [command, ...args] = [...this.#power.launcher, process.execPath, CLI, ...words];
    spawn(command, args, { env: this.#env(service), stdio: ['ignore', log, log] });
    fs.closeSync(log);
    for (;;) {
      if ((await this.#pids(service)).length === WORKERS) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #env(service) {
    const { name: MACHINE } = this;
    return { ...process.env, MACHINE, PORT: PORTS[service], XDG_RUNTIME_DIR: this.#folder };
  }

  /** Of the workers that are ready. */
  async #pids(service = 'web') {
    const { code, stdout } = await this.#ask(service, 'status', '--json');
    if (code !== 0) return [];
    const { workers } = JSON.parse(stdout);
    return workers.filter(({ state }) => state === 'ready').map(({ pid }) => pid);
  }

  #ask(service, ...words) {
    return this.#run(service, process.execPath, CLI, ...words, '--name', service);
  }

  #run(service, ...words) {
    const [command, ...args] = [...this.#power.launcher, ...words];
    return new Promise((resolve) => {
      execFile(command, args, { env: this.#env(service) }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  async #must(...words) {
    const { code, stdout, stderr } = await this.#ask('web', ...words);
    if (code !== 0) throw new Error(`${this.name}: gocluster ${words[0]}: ${stderr || stdout}`);
  }

  /** A new supervisor and new workers; the port stays open. */
  upgrade() {
    return this.#must('upgrade');
  }

  /** Balancers are told first, then it drains. Resolves when it has ended. */
  stop() {
    return this.#must('stop');
  }

  /** @param {string} signal @param {number} count to so many of the workers */
  async signal(signal, count) {
    const pids = (await this.#pids()).slice(0, count);
    await this.#run('web', 'kill', `-${signal}`, ...pids.map(String));
  }

  /** Every process of it is killed. Its network stays: as if the system had crashed, and answers by itself. */
  async die() {
    await this.#power?.cut();
    this.#power = null;
  }

  log() {
    return fs.readFileSync(this.#log, 'utf8');
  }
}

module.exports = { Machine, WORKERS };
