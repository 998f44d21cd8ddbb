'use strict';

// By hand: many upgrades in a row under load, or upgrades in which either process is killed at a random moment. The program listens on a
// TCP port, a Unix socket and a UDP port.
//
//   node test-node/upgrade/run.js --upgrades 50 --rate 500
//   node test-node/upgrade/run.js --upgrades 20 --nodes /path/of/node20,/path/of/node26 --others /another/gocluster
//   node test-node/upgrade/run.js --kills 40
//
// --others: folders of other gocluster versions, built, which take turns with this one. --kills prints its seed; --seed repeats it.

const { execFile, spawn } = require('node:child_process');
const dgram = require('node:dgram');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { setTimeout: delay } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const { Load, isListening } = require('./load.js');

const ROOT = path.resolve(__dirname, '../..');
const DEADLINE_MS = 60_000;
/** Beside the port, and what they answer. */
const KINDS = ['unix', 'udp'];
/** Within which an upgrade of this program is over, and somebody is killed. */
const KILL_WITHIN_MS = 1500;

const { values } = parseArgs({
  options: {
    upgrades: { type: 'string', default: '50' },
    rate: { type: 'string', default: '500' },
    kills: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1e6}` },
    nodes: { type: 'string', default: process.execPath },
    others: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});
const nodes = values.nodes.split(',');
const versions = [ROOT, ...values.others.split(',').filter(Boolean)];

const APP = `
require('node:http').createServer((request, response) => response.end(process.version))
  .listen(Number(process.env.PORT));
require('node:net').createServer((socket) => socket.end('unix')).listen(process.env.SOCKET);
const udp = require('node:dgram').createSocket('udp4').bind(Number(process.env.PORT));
udp.on('message', (message, { port, address }) => udp.send('udp', port, address));
`;

let state = Number(values.seed);
/** A number from 0 to 1, by the seed. */
function random() {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
}

async function freePort() {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What the UDP port answers. A datagram that a process reads just before its end has no answer: it is sent again. */
async function askUDP(port, signal) {
  const socket = dgram.createSocket('udp4');
  const again = setInterval(() => socket.send('?', port, '127.0.0.1'), 200);
  try {
    const [answer] = await once(socket, 'message', { signal });
    return `${answer}`;
  } finally {
    clearInterval(again);
    socket.close();
  }
}

function isAlive(pid) {
  try {
    // A zombie is nobody.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

/** Every process that has this in its environment. */
function pidsWith(word) {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return isAlive(pid) && fs.readFileSync(`/proc/${pid}/environ`, 'latin1').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

class Trial {
  constructor(port) {
    this.port = port;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-upgrade-'));
    this.word = `UPGRADE_TEST=${this.folder}\0`;
    this.socket = path.join(this.folder, 'app.sock');
    this.link = path.join(this.folder, 'current');
    fs.writeFileSync(path.join(this.folder, 'app.js'), APP);
    this.env = {
      ...process.env,
      XDG_RUNTIME_DIR: this.folder,
      UPGRADE_TEST: this.folder,
      PORT: `${port}`,
      SOCKET: this.socket,
    };
    this.deploy(0);
  }

  /** The gocluster that the next start is of. */
  deploy(index) {
    fs.rmSync(this.link, { force: true });
    fs.symlinkSync(versions[index % versions.length], this.link);
  }

  start() {
    const args = ['cli/index.js', 'run', '-w', '2', '--exit-timeout', '200ms', 'app.js'];
    args[0] = path.join(this.link, args[0]);
    const log = fs.openSync(path.join(this.folder, 'log'), 'a');
    const child = spawn(nodes[0], args, {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', log, log],
    });
    this.pid = child.pid;
    return this.until(() => this.serves(), 'its start');
  }

  async serves() {
    const { code, answer } = await this.ask('status');
    return code === 0 && answer.workers.filter((each) => each.state === 'ready').length === 2;
  }

  /** The port is the load's. @returns {Promise<string[]>} what is wrong with the other two */
  async othersFail() {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const asked = [text(net.connect({ path: this.socket, signal })), askUDP(this.port, signal)];
    const answers = await Promise.allSettled(asked);
    return answers
      .map(({ value, reason }, i) =>
        value === KINDS[i] ? null : `${KINDS[i]}: ${reason ?? value}`,
      )
      .filter((problem) => problem !== null);
  }

  ask(...words) {
    return new Promise((resolve) => {
      const args = [path.join(ROOT, 'cli/index.js'), ...words, '--name', 'app', '--json'];
      execFile(process.execPath, args, { env: this.env }, (error, stdout) => {
        resolve({ code: error?.code ?? 0, answer: stdout && JSON.parse(stdout) });
      });
    });
  }

  async until(condition, what) {
    const end = performance.now() + DEADLINE_MS;
    while (!(await condition())) {
      if (performance.now() > end) throw new Error(`no ${what}\n${this.log()}`);
      await delay(20);
    }
  }

  log() {
    return fs.readFileSync(path.join(this.folder, 'log'), 'utf8');
  }

  /** Ends the service, and says what is left of it. */
  async stop() {
    await this.ask('stop');
    await this.until(() => pidsWith(this.word).length === 0, 'end of all its processes');
    const left = ['app.sock', 'gocluster/app.sock'].filter((name) =>
      fs.existsSync(path.join(this.folder, name)),
    );
    for (const protocol of ['tcp', 'udp']) {
      if (isListening(this.port, protocol)) left.push(`${protocol} port ${this.port}`);
    }
    return left;
  }

  remove() {
    for (const pid of pidsWith(this.word)) process.kill(pid, 'SIGKILL');
    fs.rmSync(this.folder, { recursive: true });
  }
}

async function upgradeOften(count) {
  const trial = new Trial(await freePort());
  await trial.start();
  const load = new Load(trial.port, Number(values.rate));
  const times = [];
  const others = []; // failures of the Unix socket and of UDP
  for (let i = 1; i <= count; i++) {
    trial.deploy(i);
    const began = performance.now();
    const { code, answer } = await trial.ask('upgrade', '--node', nodes[i % nodes.length]);
    if (code !== 0) throw new Error(`${JSON.stringify(answer)}\n${trial.log()}`);
    times.push(Math.round(performance.now() - began));
    others.push(...(await trial.othersFail()));
    if (values.verbose) console.log(i, times.at(-1), 'ms', load.served, load.failures.length);
  }
  await load.stop();
  times.sort((a, b) => a - b);
  const left = await trial.stop();
  if (values.verbose || load.failures.length > 0) console.log(trial.log());
  trial.remove();
  console.log({
    upgrades: count,
    served: load.served,
    failed: load.failures.length,
    failures: [...new Set(load.failures)],
    others,
    looked: load.looked,
    portClosed: load.closed,
    medianMs: times[times.length >> 1],
    longestMs: times.at(-1),
    left,
    answers: Object.fromEntries([...load.answers]),
  });
  const failed = [load.failures, others, left].some((each) => each.length > 0);
  if (failed || load.closed > 0) process.exitCode = 1;
}

/** Kills one of the two at a random moment. @returns {Promise<string>} whom */
async function killDuringUpgrade(trial) {
  const before = trial.pid;
  const asked = trial.ask('upgrade');
  await delay(random() * KILL_WITHIN_MS);
  const supervisors = pidsWith(trial.word).filter((pid) =>
    fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('cli/index.js\0run'),
  );
  const successor = supervisors.find((pid) => pid !== before);
  const isOldThere = supervisors.includes(before);
  const victim = random() < 0.5 ? before : successor;
  const is = victim === before ? 'old' : 'new';
  // What is left when the upgrade is over is the service: to kill that proves nothing.
  if (victim && isOldThere && successor) process.kill(victim, 'SIGKILL');
  const killed = victim && isOldThere && successor ? is : 'nobody';
  await asked;
  return killed;
}

async function killOften(count) {
  console.log(`seed ${values.seed}`);
  const tally = { old: 0, new: 0, nobody: 0 };
  let unfinished = 0;
  for (let i = 0; i < count;) {
    const trial = new Trial(await freePort());
    await trial.start();
    const load = new Load(trial.port, Number(values.rate) / 5);
    const killed = await killDuringUpgrade(trial);
    const served = load.served;
    await trial.until(
      async () => (await trial.serves()) && load.served > served + 20,
      `service after the end of the ${killed} one`,
    );
    await load.stop();
    unfinished += load.failures.length;
    const others = await trial.othersFail();
    const left = await trial.stop();
    const refused = load.failures.filter((failure) => failure.includes('REFUSED'));
    if (values.verbose) console.log(i, killed, load.failures, trial.log());
    if ([left, refused, others].some((each) => each.length > 0) || load.closed > 0) {
      console.log(trial.log(), { killed, left, refused, others, closed: load.closed });
      process.exitCode = 1;
    }
    trial.remove();
    tally[killed]++;
    if (killed !== 'nobody') i++;
  }
  console.log({ killed: tally, unfinished });
}

if (values.kills) killOften(Number(values.kills));
else upgradeOften(Number(values.upgrades));
