'use strict';

// Where a worker's preload goes. In NODE_OPTIONS nobody sees it, neither in `ps` nor in process.execArgv. But Node ignores that
// variable in some programs, and reads some files of options only if it is not set. Used by worker_processes.js.

const { readFileSync } = require('node:fs');
const { arraySome, exec, bufferLength, readUInt32LE } = require('./intrinsics');

const OPTIONS_FILE = /^--(env-file(-if-exists)?|experimental-(default-)?config-file)(=|$)/;

/** What the kernel has told this program at its start (getauxval): pairs of 64-bit words, a key and a value. */
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
    return true; // such a program may not even read that
  }
}

/** Whether node may take no notice of NODE_OPTIONS in a worker, since it may have more rights than its user. */
function mayIgnoreVariable({ uid, gid }) {
  secure ??= isSecure();
  return (
    secure ||
    // Capabilities of the program's file change nothing for root, but for another user.
    uid != null ||
    gid != null ||
    getuid() !== geteuid() ||
    getgid() !== getegid()
  );
}

/**
 * @param {import('node:child_process').ForkOptions} options of the worker
 * @returns {{variable: boolean, argument: boolean}} where its preload goes: into NODE_OPTIONS, into its arguments, into both, so
 *   that whichever is read first does all, or nowhere
 */
function wayOf(options) {
  const { env, execArgv } = options;
  const readsFile = arraySome(execArgv, (argument) => exec(OPTIONS_FILE, argument) !== null);
  // Of another program nothing is known. Deno has such an argument, and as a worker does not go on behind it.
  const isNode = process.execPath === ownProgram;
  if (readsFile && env.NODE_OPTIONS === undefined) return { variable: false, argument: isNode };
  if (!isNode) return { variable: true, argument: false };
  return { variable: true, argument: mayIgnoreVariable(options) };
}

module.exports = wayOf;
