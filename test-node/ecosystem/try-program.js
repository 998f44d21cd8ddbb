'use strict';

// Tries a program of a user's under `gocluster run`, with all that is done to a service, while clients ask it. Run by hand:
// node test-node/ecosystem/try-program.js FOLDER [options of gocluster run] script [arguments]. The program listens on PORT and answers
// GET / with 200. Prints what came out; the exit code is 1 where a request has failed or a verb has.

const assert = require('node:assert/strict');
const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { Clients } = require('../supervisor/clients.js');
const { until } = require('../support/deadline.js');

const CLI = path.join(__dirname, '../../cli/index.js');
const WORKERS = 2;
const COUNTS = { short: 1, kept: 1, pausing: 2 };

async function freePort() {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

const isAlive = (pid) => fs.existsSync(`/proc/${pid}`);

class Trial {
  #env;
  #said = '';

  /** @param {string} folder @param {string[]} words of gocluster run @param {object} env */
  constructor(folder, words, env) {
    this.#env = env;
    const options = ['--workers', `${WORKERS}`, '--name', 'tried', '--drain-timeout', '15s'];
    const child = spawn(process.execPath, [CLI, 'run', ...options, ...words], { cwd: folder, env });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#said += text));
    }
    this.ended = once(child, 'exit');
    process.once('exit', () => child.kill('SIGKILL')); // where the trial has failed
  }

  story() {
    return this.#said;
  }

  /** @returns {Promise<object>} the result @throws where the command fails */
  ask(...words) {
    return new Promise((resolve, reject) => {
      const args = [CLI, ...words, '--name', 'tried', '--json'];
      execFile(process.execPath, args, { env: this.#env }, (error, stdout) => {
        if (error) reject(new Error(`${words.join(' ')}: ${stdout}${this.#said}`));
        else resolve(JSON.parse(stdout));
      });
    });
  }

  /** The workers that are ready, when there are so many. */
  async ready(but) {
    const find = async () => {
      const { workers = [] } = await this.ask('status').catch(() => ({}));
      const found = workers.filter(({ state, pid }) => state === 'ready' && pid !== but);
      return found.length >= WORKERS && found;
    };
    return until(find, () => `${WORKERS} workers\n${this.#said}`);
  }
}

async function main() {
  const [folder, ...words] = process.argv.slice(2);
  const runtime = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-try-'));
  const port = await freePort();
  const env = { NODE_ENV: 'production', ...process.env, PORT: `${port}`, XDG_RUNTIME_DIR: runtime };
  const trial = new Trial(folder, words, env);
  await trial.ready();
  const clients = new Clients({ plain: port }, COUNTS);
  await trial.ask('reload');
  await trial.ask('upgrade');
  const [{ id }] = await trial.ready();
  await trial.ask('drain', `${id}`);
  await trial.ask('scale', `${WORKERS}`);
  await clients.stop();

  const [{ pid: victim }] = await trial.ready();
  process.kill(victim, 'SIGKILL');
  await trial.ready(victim);
  const { pid } = await trial.ask('status');
  process.kill(pid, 'SIGTERM');
  await until(() => !isAlive(pid), trial.story);
  assert.deepEqual(await trial.ended, [0, null]);
  fs.rmSync(runtime, { recursive: true });
  const { served, failures } = clients;
  console.log(JSON.stringify({ served, failures }));
  process.exit(failures.length > 0 ? 1 : 0);
}

main();
