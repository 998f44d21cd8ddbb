'use strict';

// require('gocluster/upgrade'): replaces the primary by a new process, without closing the port. docs/upgrade.md describes the
// protocol. Load it in the primary before the first fork(); in a worker it does nothing.

const { existsSync } = require('node:fs');
const { commandLine, exists } = require('./command_line');
const { upgradeError } = require('./errors');
const { watched, isMainOfSystemd } = require('./init_process');
const { Predecessor } = require('./predecessor');
const Successor = require('./successor');
require('./cluster');
const { passed } = require('./take_over');

/** How long a successor may take to report that it is ready, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** How long workers may take to read what the core has accepted for them, in milliseconds. */
const HAND_OVER_MS = 10_000;

let predecessor = null;
let successor = null;

/** Takes the sockets that systemd, or a predecessor, has given to this process, if any. */
function receive() {
  if (!passed) return;
  predecessor = Predecessor.ofEnvironment(() => passed.predecessorEnded());
  const problems = passed.receive(predecessor);
  for (let i = 0; i < problems.length; i++) {
    process.emitWarning(problems[i], { code: 'GOCLUSTER_LISTEN_FDS' });
  }
}

/** Whether a predecessor waits for this process to report that it is ready. */
function hasPredecessor() {
  return predecessor?.waits ?? false;
}

/** @returns {number | null} the process id of the predecessor, if there is one */
function predecessorPid() {
  return Predecessor.pid;
}

/** Tells the predecessor, if there is one, that this process serves: the predecessor lets its workers finish and ends. */
function ready() {
  predecessor?.say('MAINPID', `${process.pid}`);
  predecessor?.say('READY', '1');
  passed?.serve();
}

/** Tells the predecessor why this process is about to end. The predecessor continues to serve. @param {string} reason */
function failed(reason) {
  predecessor?.say('STATUS', reason);
}

/** Tells the predecessor, if it still lives, that this process was told to end or has a successor: it needs no replacement. */
function stopping() {
  predecessor?.say('STOPPING', '1');
  passed?.purge();
}

/**
 * For a server of the primary's own: its socket goes to a successor as the workers' sockets do.
 *
 * @param {string} name distinguishes it from other servers without a port: letters and digits
 * @param {{host?: string, port: number}} where
 * @param {import('node:net').Server} server
 * @returns {object} the argument for its listen()
 */
function listenable(name, where, server) {
  return passed ? passed.offer(name, where, server) : where;
}

/** @returns {string | null} why there can be no successor now; null if there can be one */
function hindrance({ command, cwd }) {
  if (!passed) return 'gocluster does not run here, or this is a worker';
  if (successor !== null) return 'an upgrade is under way already';
  // The system would say that the shell is not there.
  if (cwd !== undefined && !existsSync(cwd)) return `the working directory ${cwd} is gone`;
  if (!exists(command, cwd)) return `there is no program ${command}`;
  return watched();
}

/**
 * Starts a process that replaces this one, with the same command line, so that it runs what is on the disk now. It gets all the sockets
 * that workers listen on, and starts its own workers. When it reports that it is ready, this process accepts nothing more.
 *
 * @param {object} [options]
 * @param {string} [options.command] the program to run instead of this process's own
 * @param {string[]} [options.args] its arguments, instead of this process's own
 * @param {NodeJS.ProcessEnv} [options.env] its environment
 * @param {number} [options.timeout] milliseconds within which it must be ready, or it is killed; default: 60000
 * @returns {Promise<{pid: number, lost: Promise<void>}>} resolves when the workers may finish; lost: resolves if the successor ends
 *   before this process and without having been told to: then call resume()
 * @throws {Error} ERR_CLUSTER_UPGRADE: this process continues as before
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
  return { pid, lost };
}

/** @returns {Promise<Successor>} once it is ready, and this process's workers may finish */
async function succeed(program, timeout) {
  try {
    successor = new Successor(program, passed.share(), timeout, isMainOfSystemd());
    await successor.ready;
    stopping();
    // If it ends meanwhile nobody accepts: this process must do so again at once.
    await passed.handOver(HAND_OVER_MS, () => successor.end !== null);
    if (successor.end !== null) throw successor.end;
    return successor;
  } catch (failure) {
    resume();
    passed.purge();
    throw upgradeError(failure.message ?? failure);
  }
}

/**
 * Stops accepting. Await it before all workers are disconnected: otherwise connections that the core has accepted would be reset. Those
 * that wait at a socket which another process holds, too, such as systemd, stay there.
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

/** The successor has ended, and this process has not: it serves again, with workers that it has or forks from now on. */
function resume() {
  successor = null;
  passed?.successorEnded();
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
