'use strict';

// cluster.settings: the defaults, and the options for child_process.fork. Used by primary.js and worker_processes.js.

const { badArgsError, checkPort } = require('./errors');
const { Set, arraySlice, arraySome, exec, isArray } = require('./intrinsics');

const MIN_PORT = 1024;
const MAX_PORT = 65535;
const INSPECTOR_FLAG = /--inspect(?:-brk|-port)?|--debug-port/;

/** The strings that stdio may be: one for all streams. */
const STREAMS = new Set(['pipe', 'overlapped', 'ignore', 'inherit']);

let debugPortOffset = 1;

/**
 * The settings after a call of setupPrimary: the defaults, overridden by the current settings, overridden by the options.
 *
 * @param {object} current
 * @param {object} [options]
 * @returns {object}
 */
function merge(current, options) {
  const settings = {
    args: arraySlice(process.argv, 2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...current,
    ...options,
  };
  // V8 logs memory addresses, which mean nothing in a file that several processes write to.
  const { execArgv } = settings;
  if (some(execArgv, /^--prof/) && !some(execArgv, /^--logfile=/)) {
    // eslint-disable-next-line no-restricted-syntax -- as Node does: it need not be an array
    settings.execArgv = [...execArgv, '--logfile=v8-%p.log'];
  }
  return settings;
}

/** args may be anything: only child_process.fork checks them. */
function some(args, pattern) {
  return arraySome(args, (arg) => exec(pattern, arg) !== null);
}

/** The next worker's inspector port: counted up from the primary's; after the highest port it continues at the lowest unprivileged one. */
function inspectorPort(setting) {
  let port = setting;
  if (typeof setting === 'function') {
    port = setting();
  } else if (setting == null) {
    port = process.debugPort + debugPortOffset++;
    if (port > MAX_PORT) port = port - MAX_PORT + MIN_PORT - 1;
  }
  checkPort(port);
  return port;
}

function execArgv(settings) {
  // eslint-disable-next-line no-restricted-syntax -- as Node does: it need not be an array
  const args = [...settings.execArgv];
  if (settings.inspectPort === null) checkPort(null);
  const inspected =
    some(settings.execArgv, INSPECTOR_FLAG) ||
    exec(INSPECTOR_FLAG, process.env.NODE_OPTIONS) !== null;
  if (inspected) args[args.length] = `--inspect-port=${inspectorPort(settings.inspectPort)}`;
  return args;
}

/**
 * A worker's stdio with one more descriptor at its end. A value that child_process.fork refuses is left as it is, so that fork
 * throws the right error.
 *
 * @param {object} settings
 * @param {number} fd
 * @returns {{stdio: any, index: number}} index: the descriptor's number in the worker, -1 if it is not added
 */
function stdioWith({ stdio, silent }, fd) {
  let layout = stdio;
  if (!isArray(stdio)) {
    const all = typeof stdio === 'string' ? stdio : silent ? 'pipe' : 'inherit';
    if (!STREAMS.has(all)) return { stdio, index: -1 };
    layout = all === 'inherit' ? [0, 1, 2, 'ipc'] : [all, all, all, 'ipc'];
  } else if (!arraySome(stdio, (entry) => entry === 'ipc')) {
    return { stdio, index: -1 };
  }
  layout = arraySlice(layout);
  while (layout.length < 3) layout[layout.length] = undefined; // as child_process does
  const index = layout.length;
  layout[index] = fd;
  return { stdio: layout, index };
}

/**
 * The options for child_process.fork.
 *
 * @param {object} settings
 * @param {NodeJS.ProcessEnv} env
 * @param {any} stdio
 * @returns {import('node:child_process').ForkOptions}
 */
function forkOptions(settings, env, stdio) {
  const { args } = settings;
  if (typeof args === 'object' && args !== null && !isArray(args)) throw badArgsError(args);
  return {
    cwd: settings.cwd,
    env,
    serialization: settings.serialization,
    silent: settings.silent,
    windowsHide: settings.windowsHide,
    execArgv: execArgv(settings),
    stdio,
    gid: settings.gid,
    uid: settings.uid,
  };
}

module.exports = { merge, stdioWith, forkOptions };
