'use strict';

// What the kernel counts for a process: memory, CPU time, age. Used by stats.js.

const fs = require('node:fs');

/** The unit of the times in /proc/PID/stat: every Linux that Node runs on has 100 ticks per second. */
const TICK_MS = 10;
/** Indexes of the fields that follow the program's name, which may contain any character. */
const [UTIME, STIME, STARTTIME, RSS] = [11, 12, 19, 21];

/** More than a file of fieldsOf() can have: 50 numbers, and a name of at most 64 bytes. */
const bytes = Buffer.allocUnsafe(2048);

/**
 * Reads a file of /proc as long as bytes. fs.readFileSync() would ask for a size that it does not have, and allocate 64 KB each time.
 *
 * @param {string} file
 * @returns {string | null} null if there is no such process, or no such file
 */
function readProc(file) {
  let fd;
  try {
    fd = fs.openSync(file);
    return bytes.latin1Slice(0, fs.readSync(fd, bytes));
  } catch {
    return null;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** @returns {string[] | null} the fields after the program's name; null if there is no such process, or no such file */
function fieldsOf(pid) {
  const line = readProc(`/proc/${pid}/stat`);
  return line && line.slice(line.lastIndexOf(')') + 2).split(' ');
}

let pageBytes;

/** The size of a memory page in bytes: Node reports its own memory in bytes, and the kernel's file has it in pages. */
function bytesOfPage() {
  const pages = Number(fieldsOf('self')[RSS]);
  return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
}

/** When this process was started: in ticks since the machine was, and in milliseconds since 1970. */
let ownStart;
// eslint-disable-next-line no-restricted-properties -- the time of day is what is wanted
const STARTED = Math.round(Date.now() - process.uptime() * 1000);

/**
 * @param {number | undefined} pid
 * @returns {{rss: number, cpu: {user: number, system: number}, started: number, uptime: number} | null} bytes and milliseconds; null
 *   where the system does not tell
 */
function usageOf(pid) {
  const fields = pid === undefined ? null : fieldsOf(pid);
  if (fields === null || fields[RSS] === undefined) return null;
  pageBytes ??= bytesOfPage();
  ownStart ??= Number(fieldsOf('self')[STARTTIME]);
  const youngerBy = (Number(fields[STARTTIME]) - ownStart) * TICK_MS;
  return {
    rss: Number(fields[RSS]) * pageBytes,
    cpu: { user: Number(fields[UTIME]) * TICK_MS, system: Number(fields[STIME]) * TICK_MS },
    started: STARTED + youngerBy,
    uptime: Math.max(0, Math.round(process.uptime() * 1000 - youngerBy)),
  };
}

module.exports = { STARTED, readProc, usageOf };
