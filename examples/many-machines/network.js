'use strict';

// A network of namespaces with a bridge between them. Nothing of it is in the host's own network, and nothing is left: a namespace lives
// as long as the process that holds it, and that ends with this one. Used by run.js.

const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');

/** It says when it is there, and ends when its standard input does. */
const HOLD = 'ip link set lo up && echo there && exec cat';

/** @param {string[]} options of unshare @returns {Promise<{child: object, pid: number}>} pid: of the shell */
async function hold(options, launcher = []) {
  const [command, ...args] = [...launcher, 'unshare', ...options, 'sh', '-c', HOLD];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return { child, pid: child.pid };
}

/** @returns {string | null} why there can be none */
function obstacle() {
  if (process.platform !== 'linux') return 'it needs Linux: its machines are network namespaces';
  if (process.getuid() !== 0) return 'it needs root: its machines are network namespaces';
  for (const tool of ['ip', 'unshare', 'nsenter']) {
    if (spawnSync(tool, ['--version']).error) return `it needs ${tool}`;
  }
  const { status, stderr } = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']);
  return status === 0 ? null : `no network namespace can be made here: ${stderr}`.trim();
}

class Place {
  /** How to run something there. @type {string[]} */
  launcher;
  #child;

  constructor({ child, pid }) {
    this.#child = child;
    this.pid = pid;
    this.launcher = ['nsenter', `--net=/proc/${pid}/ns/net`];
  }

  leave() {
    this.#child.kill('SIGKILL');
  }
}

/** Places with addresses, all of which reach each other. */
class Network {
  #places = [];
  #switch;

  static async make() {
    const network = new Network();
    network.#switch = await network.#place();
    network.#run('ip', 'link', 'add', 'br0', 'type', 'bridge');
    network.#run('ip', 'link', 'set', 'br0', 'up');
    return network;
  }

  async #place() {
    const place = new Place(await hold(['--net']));
    this.#places.push(place);
    return place;
  }

  #run(...words) {
    const [command, ...args] = [...this.#switch.launcher, ...words];
    execFileSync(command, args);
  }

  /** @param {string[]} addresses of the same /16 @returns {Promise<Place>} */
  async add(...addresses) {
    const place = await this.#place();
    const port = `port${this.#places.length}`;
    const peer = ['peer', 'name', port, 'netns', `${this.#switch.pid}`];
    const ends = ['name', 'eth0', 'netns', `${place.pid}`, 'type', 'veth', ...peer];
    execFileSync('ip', ['link', 'add', ...ends]);
    this.#run('ip', 'link', 'set', port, 'master', 'br0', 'up');
    const [command, ...args] = place.launcher;
    for (const address of addresses) {
      execFileSync(command, [...args, 'ip', 'address', 'add', `${address}/16`, 'dev', 'eth0']);
    }
    execFileSync(command, [...args, 'ip', 'link', 'set', 'eth0', 'up']);
    return place;
  }

  remove() {
    for (const place of this.#places) place.leave();
  }
}

/** What runs at a place: all its processes end with it, as if its power were cut, and with this process. */
class Power {
  /** How to run something. @type {string[]} */
  launcher;
  #holder;

  /** @param {Place} place */
  static async on(place) {
    const power = new Power();
    const options = ['--pid', '--fork', '--kill-child', '--mount-proc'];
    power.#holder = await hold(options, place.launcher);
    const { pid } = power.#holder;
    const [init] = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    power.launcher = ['nsenter', '--target', init, '--net', '--pid', '--mount'];
    return power;
  }

  /** Resolves when the last process has ended. */
  async cut() {
    const { child } = this.#holder;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL'); // --kill-child: what it has forked is killed, and with that process all of its namespace
    const last = this.launcher[2];
    while (fs.existsSync(`/proc/${last}`)) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

module.exports = { Network, Power, obstacle };
