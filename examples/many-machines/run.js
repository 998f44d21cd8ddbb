'use strict';

// Starts three machines with a balancer in front, shows what happens to clients while machines are upgraded, stall and die, and prints it
// as a table.

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const demonstrations = require('./demonstrations');
const HAProxy = require('./haproxy');
const Load = require('./load');
const { Machine } = require('./machine');
const { Network, Power, obstacle } = require('./network');

const MACHINES = { a: '10.30.0.11', b: '10.30.0.12', c: '10.30.0.13' };
const CLIENTS = Array.from({ length: 20 }, (each, i) => `10.30.1.${i + 1}`);
const UP = /^UP 100$/;

const USAGE = `usage: node run.js [options]

      --rounds N     how often each machine is upgraded, and stopped and started: 20
      --rate N       connections a second: 300
      --only NAMES   of ${Object.keys(demonstrations).join(',')}
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '300' },
    only: { type: 'string', default: Object.keys(demonstrations).join(',') },
    help: { type: 'boolean', default: false },
  },
});

/** @returns {string | null} why this cannot be run */
function missing() {
  for (const tool of ['haproxy', 'nginx']) {
    if (spawnSync(tool, ['-v']).error) return `it needs ${tool}`;
  }
  return obstacle();
}

class World {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-machines-'));
  rounds = Number(values.rounds);
  machines = [];
  #network;
  #balancers = [];
  #ending = null;

  async begin() {
    fs.chmodSync(this.folder, 0o711); // nginx' worker is another user
    this.#network = await Network.make();
    for (const [name, address] of Object.entries(MACHINES)) {
      const place = await this.#network.add(address);
      this.machines.push(new Machine(name, place, this.folder));
    }
    await Promise.all(this.machines.map((machine) => machine.start()));
    this.haproxy = new HAProxy(await this.#balancer('10.30.0.1'), this.folder);
    this.#startNginx(await this.#balancer('10.30.0.2'));
    this.load = new Load(await this.#network.add(...CLIENTS), CLIENTS, Number(values.rate));
    for (const { name } of this.machines) await this.haproxy.until(name, UP);
  }

  async #balancer(address) {
    const power = await Power.on(await this.#network.add(address));
    this.#balancers.push(power);
    return power;
  }

  #startNginx({ launcher }) {
    const folder = path.join(this.folder, 'nginx');
    fs.mkdirSync(folder);
    const configuration = path.join(__dirname, 'nginx.conf');
    const words = ['nginx', '-p', folder, '-e', 'stderr', '-c', configuration];
    const [command, ...args] = [...launcher, ...words];
    spawn(command, args, { stdio: 'inherit' });
  }

  /** @param {{url: string, act: Function, cookie?: boolean, service?: string}} demonstration */
  async show({ url, act, cookie, service }) {
    if (service) await this.#startEverywhere(service);
    this.load.start(url, { cookie });
    const seen = await act(this);
    return { seen, account: await this.load.stop() };
  }

  async #startEverywhere(service) {
    await Promise.all(this.machines.map((machine) => machine.start(service)));
    for (const { name } of this.machines) await this.haproxy.until(name, UP, `by-address`);
  }

  /** What goes wrong after its beginning is its doing. */
  get isEnding() {
    return this.#ending !== null;
  }

  end() {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end() {
    this.load?.end();
    await Promise.all(this.#balancers.map((power) => power.cut()));
    await Promise.all(this.machines.map((machine) => machine.die()));
    this.#network?.remove();
    fs.rmSync(this.folder, { recursive: true });
  }
}

const HEAD = ['', 'requests', 'failed', 'wrong client', 'longest', 'seen'];
const line = (cells) => `| ${cells.join(' | ')} |`;

function row(title, { seen, account }) {
  const { results, failures, strangers, longestMs } = account;
  const kinds = [...new Set(failures.map(({ failure }) => failure))].join(', ');
  const failed = failures.length === 0 ? 0 : `${failures.length} (${kinds})`;
  return line([title, results.length, failed, strangers, `${longestMs} ms`, seen]);
}

async function main() {
  const world = new World();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => world.end().finally(() => process.exit(1)));
  }
  try {
    await world.begin();
    console.log(line(HEAD));
    console.log(line(HEAD.map(() => '---')));
    for (const name of values.only.split(',')) {
      const demonstration = demonstrations[name];
      console.log(row(demonstration.title, await world.show(demonstration)));
    }
  } catch (error) {
    if (world.isEnding) return;
    for (const machine of world.machines) console.error(machine.log());
    throw error;
  } finally {
    await world.end();
  }
}

const unknown = values.only.split(',').find((name) => !(name in demonstrations));
const problem = unknown === undefined ? missing() : `there is no ${unknown}`;
if (values.help) {
  console.log(USAGE);
} else if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  main();
}
