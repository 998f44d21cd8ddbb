'use strict';

// Finds and loads the addon and the core, or says why that fails. Used by core.js, and by all files that call the addon.

const { closeSync, existsSync, openSync } = require('node:fs');
const { join, relative } = require('node:path');
const binaries = require('./binaries');
const { errnoOf, SHORTAGES } = require('./errno');
const { coreSettingError, nativeError } = require('./errors');
const { Set, exec } = require('./intrinsics');
const { runtime, unsupported } = require('./runtime');

/**
 * What the addon exports. Functions that return a number return a negative errno on failure.
 *
 * @typedef {object} Addon
 * @property {(corePath: string) => number} [attach] loads the core into this process if it is not there yet and returns the
 *   descriptor of a control channel to it, which the caller owns; throws with code ERR_CLUSTER_CORE, ENOSYS if the kernel
 *   refuses something that a core needs, or the code of the resource that the process lacks. A C library that cannot load the core
 *   has no such function
 * @property {() => void} [trim] gives memory back that only the start of that core has used; there where attach is
 * @property {(corePath: string) => number} spawn the same with the core as a process of its own
 * @property {() => number} corePid the process that spawn() has started; 0 where there is none
 * @property {() => [number, number] | number} pair both ends of a new worker channel, owned by the caller
 * @property {(near: number, far: number) => object} keepPair an object that owns both from now on; they are closed when this thread ends
 * @property {(kept: object) => void} closePair closes both; `kept` is keepPair's result. Calling it twice does no harm
 * @property {(pid: number) => number} pidfd a descriptor that is readable once the process has ended
 * @property {(fd: number) => number} cloexec keeps children from inheriting the descriptor
 * @property {(fd: number) => number} dup a duplicate that children do not inherit, owned by the caller
 * @property {(fd: number, backlog: number) => number} listen the C library's, or that of a preloaded library
 * @property {(fd: number) => number} stopListening for all processes that have the socket: its port can be bound again. TCP only
 * @property {(path: string) => number} bindPath a Unix socket bound to the path, owned by the caller. Closing it keeps the path
 * @property {(fd: number) => SocketName | number} socketName of a bound socket
 * @property {(fd: number) => number} close
 * @property {(path: string, argv: string[], fd: number) => number} exec turns this process into another program, which keeps the
 *   streams, the environment and, unless it is -1, the descriptor; returns only on failure
 * @property {(path: string, text: string) => number} notify sends one datagram to a Unix socket
 * @property {(path: string, uid: number, gid: number) => number} readAs 0 if a child with that user may read the file; ENOTSUP if
 *   this process may not become that user
 * @property {(fd: number, ipc: number) => boolean} isChannel whether the descriptor is one end of a pair that was made by the process
 *   that made the IPC channel
 * @property {(fd: number) => number} isUsers 1 if the peer of a Unix socket's connection is this user or root, else 0
 * @property {(fd: number) => number} peerPid of a connection to a Unix socket: the process that listens there; 0 if it has no number here
 * @property {() => number} fdLimit how many descriptors this process may have open
 * @property {new (fd: number, bytes: Uint8Array, fds: Int32Array, onread: OnRead) => Channel} Channel
 */

/**
 * @typedef {object} SocketName
 * @property {boolean} isStream TCP or a Unix stream socket, not UDP
 * @property {string} address an IP address; for a Unix socket its path, or a name that begins with a zero byte
 * @property {number} port -1 for a Unix socket
 * @property {boolean} isV6Only
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
 * @property {(listener: number, fd: number) => void} lend the channel takes connections from that socket, and owns it, from now
 *   on; with -1 it takes none any more, from no listener's socket
 * @property {(listener: number, open: boolean) => void} openLent whether connections are taken from the socket that was lent
 * @property {(listener: number) => void} giveBack closes the socket that was lent
 * @property {(count: (wantsHeap: boolean) => number, heap: Float64Array) => void} measure from now on the worker's page has the number
 *   of open connections, which `count` returns, and the value that `count` leaves in `heap` when that is wanted. Called once
 * @property {(fd: number) => void} follow reads nothing while that descriptor, which the event loop reads, too, is readable
 * @property {() => void} pause reads and takes nothing until resume, and does not count as idle
 * @property {() => void} resume
 * @property {() => void} close
 */

/**
 * A message has been read into the channel's buffers; the callback owns the descriptors. An error that it throws becomes an
 * 'uncaughtException'.
 *
 * @callback OnRead
 * @param {number} byteLength
 * @param {number} fdCount
 * @param {number} errno 0, or a negative errno: -EMFILE if descriptors were lost because this process could have no more
 * @param {boolean} ended the other side has closed
 */

const BINARIES = binaries.folder();
/** The addon's folder, relative to the package's folder: a worker looks there first. */
const PLACE = relative(join(__dirname, '..'), BINARIES);
const ADDON = join(BINARIES, 'gocluster.node');
const LIBRARY = join(BINARIES, 'libgocluster.so');

/** Architectures with prebuilt binaries. On others gocluster runs if it was built from source. */
const ARCHITECTURES = new Set(['x64', 'arm64']);

const MUSL = "this system's C library is musl";

/** What a dynamic loader reports in a runtime without libuv. The addon is linked so that this is reported when it is loaded. */
const MISSING_SYMBOL = /(?:undefined symbol: |: )((?:uv|napi)_\w+)/;
const missingSymbol = ({ message }) => exec(MISSING_SYMBOL, message)?.[1];

/** @type {Addon | undefined} kept: in Jest, a function that is called after a test can't require anything */
let addon;

/**
 * @returns {Addon}
 * @throws {Error} ERR_CLUSTER_NATIVE; with `unavailable`, a text, if no addon exists or may be loaded here; with `shortage`, a
 *   negative errno, if another attempt may succeed; with `lacking`, a text, if the runtime is not Node
 */
function load() {
  try {
    return (addon ??= require(ADDON));
  } catch (cause) {
    const error = nativeError(ADDON, cause);
    error.shortage = shortage(cause);
    if (cause.code === 'ERR_DLOPEN_DISABLED') error.unavailable = 'addons are disabled';
    else if (missingSymbol(cause)) {
      error.lacking = error.unavailable = `${runtime()} has no ${missingSymbol(cause)}`;
    } else if (binaries.LIBC === 'musl') error.unavailable = MUSL;
    else if (!ARCHITECTURES.has(process.arch) && !existsSync(ADDON)) {
      error.unavailable = process.arch;
    }
    throw error;
  }
}

/** The resource that another attempt needs, as a negative errno; undefined if another attempt would not help. */
function shortage(cause) {
  let { code } = cause;
  if (code === 'ERR_DLOPEN_FAILED') {
    // The error's code does not tell the reason; opening the file does.
    try {
      closeSync(openSync(ADDON));
    } catch (error) {
      code = error.code;
    }
  }
  const errno = errnoOf(code);
  return SHORTAGES.has(errno) ? errno : undefined;
}

let chosen; // where the first core runs. The next one runs in the same way, even if the program has changed its environment

/** Where the core runs: as the environment says, else in a thread of this process, or, if that is impossible, in its own process. */
function wayOf(addon) {
  if (chosen) return chosen;
  const wanted = process.env.GOCLUSTER_CORE || (addon.attach ? 'thread' : 'process');
  if (wanted !== 'thread' && wanted !== 'process')
    throw coreSettingError(wanted, 'one of thread, process');
  if (wanted === 'thread' && !addon.attach) throw coreSettingError(wanted, 'process under musl');
  return wanted;
}

/** The file of the core that attach() would start. @param {Addon} addon @returns {string} */
function coreFile(addon, way = wayOf(addon)) {
  return way === 'process' ? binaries.program() : LIBRARY;
}

/** Codes for which another attempt does not help: the kernel refuses a call, or this process may not map enough memory. */
const REFUSALS = new Set(['ENOSYS', 'E2BIG']);

/** @param {Addon} addon @param {'thread' | 'process'} way */
function connect(addon, way) {
  const isProcess = way === 'process';
  const file = coreFile(addon, way);
  try {
    const fd = isProcess ? addon.spawn(file) : addon.attach(file);
    chosen = way;
    return { fd, isProcess };
  } catch (cause) {
    const error = nativeError(file, cause);
    error.shortage = shortage(cause);
    if (REFUSALS.has(cause.code)) error.unavailable = cause.message;
    else if (!addon.attach && error.shortage === undefined) {
      error.unavailable = `musl, and ${cause.message}`;
    }
    throw error;
  }
}

/**
 * Connects this thread to the process's core. A core that is too big for this process runs in a process of its own, unless the
 * environment says otherwise.
 *
 * @param {Addon} addon
 * @returns {{fd: number, isProcess: boolean}} the control channel's descriptor, owned by the caller, and whether the core
 *   is another process
 * @throws {Error} ERR_CLUSTER_NATIVE; with `unavailable`, a text, if no core can run on this system
 */
function attach(addon) {
  const way = wayOf(addon);
  try {
    return connect(addon, way);
  } catch (error) {
    const isTooBig = way === 'thread' && error.cause.code === 'E2BIG';
    if (!isTooBig || process.env.GOCLUSTER_CORE) throw error;
    try {
      return connect(addon, 'process');
    } catch (second) {
      // The user has not asked for a core process: that it fails is no error, and Node's own cluster is used.
      if (second.shortage === undefined) second.unavailable = error.unavailable;
      throw second;
    }
  }
}

module.exports = { ADDON, PLACE, load, coreFile, attach, unsupported };
