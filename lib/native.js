'use strict';

// The one file that touches the addon: loads it, says why not. Used by core.js in the primary and by child.js in a worker.

const path = require('node:path');
const binaries = require('./binaries');

/**
 * What the addon exports. Functions that return a number return a negative errno on failure.
 *
 * @typedef {object} Addon
 * @property {(corePath: string) => number} attach starts the process's core if there is none yet and returns the
 *   descriptor of a control channel to it, which the caller owns; throws with code ERR_CLUSTER_CORE, or that of
 *   what the process is short of
 * @property {() => [number, number] | number} pair both ends of a new worker channel, owned by the caller
 * @property {(pid: number) => number} pidfd a descriptor that is readable once the process has ended
 * @property {(family: number) => number} socket an unbound stream socket: 1 is AF_UNIX, 2 is AF_INET
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
 * @property {() => void} pause reads no more until resume
 * @property {() => void} resume
 * @property {() => void} close
 */

/**
 * Messages have been read back to back into the channel's buffers; the reader owns the descriptors. When it returns true,
 * and when it throws, it is called again with zeros, after the ticks and promises of this call have run.
 *
 * @callback OnRead
 * @param {number} byteLength
 * @param {number} fdCount
 * @param {number} errno 0, or a negative errno: -EMFILE when descriptors were lost for want of room
 * @param {boolean} ended the other side has closed
 * @returns {boolean | void}
 */

const BINARIES = binaries.folder();
const ADDON = path.join(BINARIES, 'gocluster.node');
const CORE = path.join(BINARIES, 'libgocluster.so');

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
 * @throws {Error} ERR_CLUSTER_NATIVE; with `unavailable` set where this process may not load any addon, with `shortage`
 *   where another try may succeed
 */
function load() {
  try {
    return require(ADDON);
  } catch (cause) {
    const error = require('./errors').nativeError(ADDON, cause);
    error.shortage = shortage(cause);
    if (cause.code === 'ERR_DLOPEN_DISABLED') error.unavailable = 'addons are disabled';
    else if (binaries.LIBC === 'musl') error.unavailable = MUSL;
    throw error;
  }
}

/** What another try needs, as a negative errno; undefined where it would not help. */
function shortage(cause) {
  let { code } = cause;
  if (code === 'ERR_DLOPEN_FAILED') {
    // It says why only in words.
    try {
      const fs = require('node:fs');
      fs.closeSync(fs.openSync(ADDON));
    } catch (error) {
      code = error.code;
    }
  }
  return SHORTAGES.includes(code) ? require('./errno').errnoOf(code) : undefined;
}

/**
 * Connects this thread to the process's core.
 *
 * @param {Addon} addon
 * @returns {number} the control channel's descriptor
 */
function attach(addon) {
  try {
    return addon.attach(CORE);
  } catch (cause) {
    const error = require('./errors').nativeError(CORE, cause);
    error.shortage = shortage(cause);
    // musl cannot load a Go library: its dynamic loader has no room for the runtime's thread-local word.
    if (/initial-exec TLS/.test(cause.message)) error.unavailable = MUSL;
    throw error;
  }
}

module.exports = { ADDON, CORE, load, attach, unsupported };
