'use strict';

// require('gocluster/upgrade'): the primary is replaced by a new process, and nobody closes the port. docs/upgrade.md has the
// protocol. It is loaded in the primary before the first fork(); in a worker it does nothing.

const { commandLine, exists } = require('./command_line');
const { upgradeError } = require('./errors');
const { watched, isMainOfSystemd } = require('./init_process');
const { Predecessor } = require('./predecessor');
const Successor = require('./successor');
require('./cluster');
const { passed } = require('./take_over');

/** How long a successor may take to say that it is ready, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** How long workers may take to read what the core has accepted for them, in milliseconds. */
const HAND_OVER_MS = 10_000;

let predecessor = null;
let successor = null;

/** Sockets that systemd, or a predecessor, has given to this process. Without those it starts as ever. */
function receive() {
  if (!passed) return;
  predecessor = Predecessor.ofEnvironment(() => passed.predecessorEnded());
  const problems = passed.receive(predecessor !== null);
  for (let i = 0; i < problems.length; i++) {
    process.emitWarning(problems[i], { code: 'GOCLUSTER_LISTEN_FDS' });
  }
}

/** Whether a predecessor waits for this process to say that it is ready. */
function hasPredecessor() {
  return predecessor !== null;
}

/** @returns {number | null} the process id of the predecessor, if there is one */
function predecessorPid() {
  return predecessor === null ? null : predecessor.pid;
}

/** Tells the predecessor, if there is one, that this process serves: it lets its workers finish and ends. */
function ready() {
  predecessor?.say('MAINPID', `${process.pid}`);
  predecessor?.say('READY', '1');
  passed?.serve();
}

/** Tells the predecessor why this process is about to end. It serves on. @param {string} reason */
function failed(reason) {
  predecessor?.say('STATUS', reason);
}

/** Tells the predecessor, if it still lives, that this process was told to end, or has a successor: nobody need take its place. */
function stopping() {
  predecessor?.say('STOPPING', '1');
}

/**
 * For a server of the primary's own: it goes to a successor as those of workers do.
 *
 * @param {string} name tells it from others without a port: letters and digits
 * @param {{host?: string, port: number}} where
 * @param {import('node:net').Server} server
 * @returns {object} what its listen() takes
 */
function listenable(name, where, server) {
  return passed ? passed.offer(name, where, server) : where;
}

/** @returns {string | null} why there can be no successor now */
function hindrance({ command, cwd }) {
  if (!passed) return 'gocluster does not run here, or this is a worker';
  if (successor !== null) return 'an upgrade is under way already';
  if (!exists(command, cwd)) return `there is no program ${command}`;
  return watched();
}

/**
 * Starts a process that replaces this one, with the same command line, so that it runs what is on the disk now. It gets all the sockets
 * that workers listen on, and starts its own workers. When it reports that it is ready, this process accepts nothing more.
 *
 * @param {object} [options]
 * @param {string} [options.command] what is run instead of this process's own program
 * @param {string[]} [options.args] its arguments, instead of this process's own
 * @param {NodeJS.ProcessEnv} [options.env] its environment
 * @param {number} [options.timeout] milliseconds within which it must be ready; then it is killed. A minute
 * @returns {Promise<{pid: number, lost: Promise<void>}>} when the workers may finish; lost: when the successor has ended, before this
 *   process and without having been told to: resume() then
 * @throws {Error} ERR_CLUSTER_UPGRADE: this process goes on as before
 */
async function upgrade({ command, args, env, timeout = TIMEOUT_MS } = {}) {
  const own = commandLine();
  const program = {
    command: command ?? own.command,
    args: args ?? own.args,
    cwd: own.cwd,
    env: env ?? process.env,
  };
  const reason = hindrance(program);
  if (reason !== null) throw upgradeError(reason);
  const { pid, lost } = await succeed(program, timeout);
  stopping();
  await passed.handOver(HAND_OVER_MS);
  return { pid, lost };
}

/** @returns {Promise<Successor>} once it is ready */
async function succeed(program, timeout) {
  try {
    successor = new Successor(program, passed.share(), timeout, isMainOfSystemd());
    await successor.ready;
    return successor;
  } catch (failure) {
    resume();
    passed.purge();
    throw upgradeError(failure.message ?? failure);
  }
}

/**
 * Nothing more is accepted. To be awaited before all workers are disconnected: connections that the core has accepted would be reset, and
 * those that wait at a socket which another process holds, such as systemd, need not be.
 *
 * @param {number} timeout milliseconds within which workers should have read what is accepted
 */
async function stopAccepting(timeout) {
  await passed?.handOver(timeout);
}

/** Kills a successor that is not ready yet: this process was told to end. upgrade() is rejected. */
function cancel() {
  successor?.cancel();
}

/** The successor has ended, and this process still lives: it serves again, with workers that it has or forks from now on. */
function resume() {
  successor = null;
  passed.successorEnded();
}

receive();

module.exports = {
  hasPredecessor,
  predecessorPid,
  ready,
  failed,
  stopping,
  listenable,
  upgrade,
  stopAccepting,
  cancel,
  resume,
};
