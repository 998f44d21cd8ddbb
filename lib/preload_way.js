'use strict';

// Where a worker's preload goes. In NODE_OPTIONS it is visible neither in `ps` nor in process.execArgv. But Node ignores that
// variable in some programs, and reads some files of options only if the variable is not set. Used by worker_processes.js.

const { readFileSync } = require('node:fs');
const { arraySome, exec, bufferLength, readUInt32LE } = require('./intrinsics');

const OPTIONS_FILE = /^--(env-file(-if-exists)?|experimental-(default-)?config-file)(=|$)/;

/** What the kernel has passed to this program at its start (getauxval): pairs of 64-bit words, a key and a value. */
const AUXILIARY_VECTOR = '/proc/self/auxv';
const PAIR_BYTES = 16;
const VALUE_AT = 8;
const AT_SECURE = 23;

const { execPath: ownProgram, getuid, geteuid, getgid, getegid } = process;
let secure;

/** Whether this program has been started with more rights than its user has. */
function isSecure() {
  try {
    const vector = readFileSync(AUXILIARY_VECTOR);
    const length = bufferLength(vector);
    for (let at = 0; at + PAIR_BYTES <= length; at += PAIR_BYTES) {
      if (readUInt32LE(vector, at) === AT_SECURE) return readUInt32LE(vector, at + VALUE_AT) !== 0;
    }
    return false;
  } catch {
    return true; // a program with more rights may not even read this file
  }
}

/** Whether node may ignore NODE_OPTIONS in a worker, because the worker may have more rights than its user. */
function mayIgnoreVariable({ uid, gid }) {
  secure ??= isSecure();
  return (
    secure ||
    // Capabilities of the program's file change nothing for root, but they do for another user.
    uid != null ||
    gid != null ||
    getuid() !== geteuid() ||
    getgid() !== getegid()
  );
}

/**
 * @param {import('node:child_process').ForkOptions} options of the worker
 * @returns {{variable: boolean, argument: boolean}} where its preload goes: into NODE_OPTIONS, into its arguments, into both (then
 *   the one that is read first does everything), or nowhere
 */
function wayOf(options) {
  const { env, execArgv } = options;
  const readsFile = arraySome(execArgv, (argument) => exec(OPTIONS_FILE, argument) !== null);
  // Nothing is known about other programs. Deno has such an argument, but a worker that runs Deno does not continue after it.
  const isNode = process.execPath === ownProgram;
  if (readsFile && env.NODE_OPTIONS === undefined) return { variable: false, argument: isNode };
  if (!isNode) return { variable: true, argument: false };
  return { variable: true, argument: mayIgnoreVariable(options) };
}

module.exports = wayOf;
