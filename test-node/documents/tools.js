'use strict';

// Other programs that the documents' commands are about: whether they are here, and how they are run beside a program, in
// its network.

const { execFile, execFileSync, spawnSync } = require('node:child_process');
const { promisify } = require('node:util');

const { environment } = require('../document/program');

const DEADLINE_MS = 60_000;
const run = promisify(execFile);

/** For `skip`: why these cannot be used here, or false. */
function missing(...names) {
  for (const name of names) {
    if (name === 'root') {
      if (process.getuid() !== 0) return 'only root can have a network namespace with port 80 in it';
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

/** Runs a command in the network of a program, to its end: { stdout, stderr }. */
function runInside(program, network, command, options = {}) {
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
  // A program that has just started may not listen yet.
  const retry = ['--retry', '100', '--retry-connrefused', '--retry-delay', '1'];
  const { stdout } = await runInside(program, network, ['curl', '-sS', ...retry, ...args]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The children of a process, by their ids. */
function childrenOf(pid) {
  const text = execFileSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  return text.trim().split(/\s+/).map(Number);
}

module.exports = { childrenOf, curl, enter, missing, runInside, shellInside };
