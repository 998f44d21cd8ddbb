'use strict';

// Other programs that the documents' commands are about: whether they are here, and how they are run beside a program, in
// its network.

const { execFile, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { promisify } = require('node:util');

const { until } = require('../support/deadline');
const { environment } = require('../support/run');

const DEADLINE_MS = 300_000;
const CONNECTION_REFUSED = 7; // exit code of curl
const run = promisify(execFile);

/** For `skip`: why these cannot be used here, or false. */
function missing(...names) {
  for (const name of names) {
    if (name === 'root') {
      if (process.getuid() !== 0)
        return 'only root can have a network namespace with port 80 in it';
    } else if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) {
      return `${name} is not installed`;
    }
  }
  return false;
}

/** Words before a command that run it in the network of a program. */
function enter(program, network) {
  return network.launcher.length > 0 ? ['nsenter', `--net=/proc/${program.pid}/ns/net`] : [];
}

const entered = new WeakSet();

/** Waits until the program has its network: right after its start it is still in ours. */
async function networkOf(program, network) {
  if (network.launcher.length === 0 || entered.has(program)) return;
  const name = (pid) => fs.readlinkSync(`/proc/${pid}/ns/net`);
  const links = [...enter(program, network), 'ip', '-o', 'link', 'show', 'up'];
  await until(async () => {
    if (name(program.pid) === name('self')) return false;
    return (await run(links[0], links.slice(1))).stdout.includes(' lo: ');
  }, 'the network of the program');
  entered.add(program);
}

/** Runs a command in the network of a program, to its end: { stdout, stderr }. */
async function runInside(program, network, command, options = {}) {
  await networkOf(program, network);
  const [file, ...args] = [...enter(program, network), ...command];
  return run(file, args, { timeout: DEADLINE_MS, ...options, env: environment(options.env) });
}

/** Runs the lines of an sh block in the network of a program, and stops at the first that fails. */
async function shellInside(program, network, text, env) {
  const { stdout } = await runInside(program, network, ['sh', '-e', '-c', text], { env });
  return stdout;
}

/** Gets a URL in the network of a program, several times where it has [1-n] in it: the bodies' lines. */
async function curl(program, network, ...args) {
  const { stdout } = await runInside(program, network, ['curl', '-sS', '--fail-early', ...args]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** As curl(), of a program that has just started and may not listen yet. */
function curlSoon(program, network, ...args) {
  return until(
    () =>
      curl(program, network, ...args).catch((error) => {
        if (error.code !== CONNECTION_REFUSED) throw error;
      }),
    () => `an answer to curl ${args.join(' ')}\n${program.stderr}`,
  );
}

module.exports = { curl, curlSoon, enter, missing, runInside, shellInside };
