'use strict';

// npm run test:soak [-- --connections 2000000] [--builtin]
//
// Many connections through one cluster, in rounds. After each round its processes collect their garbage and are measured:
// what they have at the end must be what they had after the first hundred thousand connections.
//
// What V8 does for speed comes and goes by megabytes, under the built-in just the same, and would hide what is looked for:
// the young part of its heap, optimized code, and the memory of the threads that make that. STEADY does without.
//
// The program runs on a copy of the node binary: pages of a file count by share in PSS, and other Node processes come and
// go on a machine.

const { fork } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const generator = require('../../bench/generator.js');
const { openFds, pss, threads } = require('../../bench/process.js');
const { line, describe } = require('../../bench/machine.js');
const { until } = require('../support/deadline.js');
const { BUILTIN, REGISTER } = require('../support/run.js');

const ROUND = 100_000;
const CLIENTS = 64;
const ROUND_MS = 110_000;
const HUNG_MS = 20_000;
const TOLERANCE = 0.02;
/** How often memory is measured; the lowest counts. */
const LOOKS = 3;
const STEADY = ['--max-semi-space-size=1', '--v8-pool-size=0', '--no-opt'];
const PROTOCOLS = ['http', 'tcp'];

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '2000000' },
    builtin: { type: 'boolean', default: BUILTIN },
  },
});

/** The soaked program, and what it says. */
class Soaked {
  #messages = [];
  #ended = null;

  constructor(folder) {
    const execPath = path.join(folder, 'node');
    fs.copyFileSync(process.execPath, execPath, fs.constants.COPYFILE_FICLONE);
    this.child = fork(path.join(__dirname, 'program.js'), {
      execPath,
      execArgv: ['--expose-gc', ...STEADY, ...(values.builtin ? [] : ['-r', REGISTER])],
    });
    this.child.on('message', (message) => this.#messages.push(message));
    this.child.on('exit', (code, signal) => (this.#ended = signal ?? code));
  }

  async #next(name, count) {
    await until(() => {
      if (this.#ended !== null) throw new Error(`the program ended: ${this.#ended}`);
      return this.#messages.filter((message) => message[name]).length === count;
    }, `${count} times '${name}'`);
    return this.#messages.splice(0);
  }

  /** The ports, and the processes' ids by what they are. */
  async start() {
    const listening = await this.#next('ports', 2);
    this.ports = listening[0].ports;
    this.pids = { primary: this.child.pid };
    listening.forEach(({ worker }, i) => (this.pids[`worker ${i + 1}`] = worker));
  }

  /** What each process has: fds, threads, PSS in MB. */
  async measure() {
    const idle = this.#idle();
    await until(() => this.#same(idle), 'the end of the last connections');
    const memory = [];
    for (let i = 0; i < LOOKS; i++) {
      this.child.send('collect');
      await this.#next('collected', 1);
      memory.push(Object.values(this.pids).map(pss));
    }
    return Object.entries(this.pids).map(([name, pid], i) => ({
      name,
      fds: openFds(pid),
      threads: threads(pid).length,
      pss: Math.min(...memory.map((look) => look[i])),
    }));
  }

  /** The descriptors of the first time, before any load. */
  #idle() {
    this.fds ??= Object.values(this.pids).map(openFds);
    return this.fds;
  }

  #same(fds) {
    return Object.values(this.pids).every((pid, i) => openFds(pid) <= fds[i]);
  }

  end() {
    for (const pid of Object.values(this.pids ?? { primary: this.child.pid })) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}

function show(connections, measured) {
  const cells = measured.map(
    ({ name, fds, threads: count, pss: mb }) =>
      `${name}: ${fds} fds, ${count} threads, ${mb.toFixed(1)} MB`,
  );
  console.log(`${String(connections).padStart(8)}  ${cells.join(' | ')}`);
}

/** What has grown by more than it may. */
function grown(first, last) {
  const complaints = [];
  first.forEach((before, i) => {
    for (const figure of ['fds', 'threads', 'pss']) {
      if (last[i][figure] <= before[figure] * (1 + TOLERANCE)) continue;
      complaints.push(
        `${before.name}: ${figure} grew from ${before[figure]} to ${last[i][figure]}`,
      );
    }
  });
  return complaints;
}

async function soak(folder) {
  const wanted = Number(values.connections);
  if (!(wanted >= 2 * ROUND)) throw new Error(`--connections: at least ${2 * ROUND}`);
  generator.build();
  const program = new Soaked(folder);
  try {
    await program.start();
    show(0, await program.measure());
    const totals = { served: 0, wrong: 0, refused: 0, cut: 0, hung: 0 };
    let first;
    let last;
    for (let done = 0; done < wanted; done += ROUND) {
      for (const protocol of PROTOCOLS) {
        const load = { port: program.ports[protocol], protocol, clients: CLIENTS };
        const count = ROUND / PROTOCOLS.length;
        const said = await generator.run({ ...load, count, duration: ROUND_MS, timeout: HUNG_MS });
        for (const name of Object.keys(totals)) totals[name] += said[name];
      }
      last = await program.measure();
      first ??= last;
      show(done + ROUND, last);
    }
    console.log(totals);
    const complaints = grown(first, last);
    if (totals.served < wanted) complaints.push(`served ${totals.served} of ${wanted}`);
    return complaints;
  } finally {
    program.end();
  }
}

async function main() {
  console.log(`${values.builtin ? 'built-in' : 'gocluster'}, ${line(describe())}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-soak-'));
  try {
    const complaints = await soak(folder);
    for (const complaint of complaints) console.error(complaint);
    // The built-in is measured, not judged.
    if (complaints.length > 0 && !values.builtin) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main();
