'use strict';

// Finds the addon and loads it, and says why not. Used by core.js in the primary.

const fs = require('node:fs');
const path = require('node:path');
const binaries = require('./binaries');

/**
 * What the addon exports. Functions that return a number return a negative errno on failure.
 *
 * @typedef {object} Addon
 * @property {(corePath: string) => number} [attach] loads the core into this process if it is not there yet and returns the
 *   descriptor of a control channel to it, which the caller owns; throws with code ERR_CLUSTER_CORE, or that of
 *   what the process is short of. A C library that cannot load the core has no such function
 * @property {() => void} [trim] gives memory back that only the start of that core has used; there where attach is
 * @property {(corePath: string) => number} spawn the same with the core as a process of its own
 * @property {() => [number, number] | number} pair both ends of a new worker channel, owned by the caller
 * @property {(pid: number) => number} pidfd a descriptor that is readable once the process has ended
 * @property {(fd: number) => number} cloexec keeps the descriptor from children
 * @property {(fd: number) => number} close
 * @property {(path: string, argv: string[], fd: number) => number} exec this process becomes another program, with its
 *   streams, its environment and, unless it is -1, a descriptor; returns only when it failed
 * @property {() => number} fdLimit how many descriptors this process may have open
 * @property {new (fd: number, bytes: Uint8Array, fds: Int32Array, onread: OnRead) => Channel} Channel
 */

/**
 * One end of a SOCK_SEQPACKET pair in the event loop, which it keeps alive unless it is unref'd. It owns its descriptor.
 *
 * @typedef {object} Channel
 * @property {(bytes: Uint8Array, fds?: number[]) => number} send one message; the descriptors stay the caller's
 * @property {(milliseconds: number) => number} receive waits for messages and reads them into the buffers without
 *   calling onread; the number of bytes
 * @property {() => void} ref
 * @property {() => void} unref
 * @property {(count: number) => void} setBatch how many messages are read before the rest of the loop has its turn, 1 to 16
 * @property {() => void} pause reads no more until resume
 * @property {() => void} resume
 * @property {() => void} close
 */

/**
 * A message has been read into the channel's buffers; the reader owns the descriptors. What it throws becomes an
 * 'uncaughtException'.
 *
 * @callback OnRead
 * @param {number} byteLength
 * @param {number} fdCount
 * @param {number} errno 0, or a negative errno: -EMFILE when descriptors were lost for want of room
 * @param {boolean} ended the other side has closed
 * @param {number} busyTime for how long the event loop has been busy, in milliseconds from an arbitrary moment
 */

const BINARIES = binaries.folder();
const ADDON = path.join(BINARIES, 'gocluster.node');
const LIBRARY = path.join(BINARIES, 'libgocluster.so');

/** What there are binaries for. Elsewhere gocluster runs where it was built from source. */
const ARCHITECTURES = ['x64', 'arm64'];

/** Where the core runs: in a thread of this process, or in a process of its own. */
const WAYS = ['thread', 'process'];

const MUSL = "this system's C library is musl";

/** Codes of what may be there again later. */
const SHORTAGES = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS'];

/** Why gocluster cannot run in this process whatever is installed, or null. */
function unsupported() {
  if (process.versions.bun) return 'Bun';
  if (process.platform !== 'linux') return process.platform;
  return null;
}

/**
 * @returns {Addon}
 * @throws {Error} ERR_CLUSTER_NATIVE; with `unavailable` set where no addon can be had, or may be loaded, with
 *   `shortage` where another try may succeed
 */
function load() {
  try {
    return require(ADDON);
  } catch (cause) {
    const error = require('./errors').nativeError(ADDON, cause);
    error.shortage = shortage(cause);
    if (cause.code === 'ERR_DLOPEN_DISABLED') error.unavailable = 'addons are disabled';
    else if (binaries.LIBC === 'musl') error.unavailable = MUSL;
    else if (!ARCHITECTURES.includes(process.arch) && !fs.existsSync(ADDON)) {
      error.unavailable = process.arch;
    }
    throw error;
  }
}

/** What another try needs, as a negative errno; undefined where it would not help. */
function shortage(cause) {
  let { code } = cause;
  if (code === 'ERR_DLOPEN_FAILED') {
    // It says why only in words.
    try {
      fs.closeSync(fs.openSync(ADDON));
    } catch (error) {
      code = error.code;
    }
  }
  return SHORTAGES.includes(code) ? require('./errno').errnoOf(code) : undefined;
}

/** Where the core is to run: as the environment says, or in this process wherever the C library can load it. */
function wayOf(addon) {
  const wanted = process.env.GOCLUSTER_CORE || (addon.attach ? 'thread' : 'process');
  if (!WAYS.includes(wanted))
    throw require('./errors').coreSettingError(wanted, `one of ${WAYS.join(', ')}`);
  if (wanted === 'thread' && !addon.attach)
    throw require('./errors').coreSettingError(wanted, 'process under musl');
  return wanted;
}

/** The file of the core that attach() would start. @param {Addon} addon @returns {string} */
function coreFile(addon) {
  return wayOf(addon) === 'process' ? binaries.program() : LIBRARY;
}

/**
 * Connects this thread to the process's core.
 *
 * @param {Addon} addon
 * @returns {{fd: number, isProcess: boolean}} the control channel's descriptor, owned by the caller, and whether the core
 *   is another process
 * @throws {Error} ERR_CLUSTER_NATIVE; with `unavailable` set where this system knows no other way
 */
function attach(addon) {
  const isProcess = wayOf(addon) === 'process';
  const file = coreFile(addon);
  try {
    return { fd: isProcess ? addon.spawn(file) : addon.attach(file), isProcess };
  } catch (cause) {
    const error = require('./errors').nativeError(file, cause);
    error.shortage = shortage(cause);
    if (!addon.attach && error.shortage === undefined) {
      error.unavailable = `musl, and ${cause.message}`;
    }
    throw error;
  }
}

module.exports = { ADDON, load, coreFile, attach, unsupported };
