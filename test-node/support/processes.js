'use strict';

// Finds the processes that a test has started, orphans included, by a word in their environment that
// no other process has. Linux only (/proc).

const fs = require('node:fs');

/** The ids of all living processes that were started with `word` in their environment. */
function pidsWith(word) {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && hasWord(pid, word));
}

/** Whether that process lives and was started with `word` in its environment. */
function hasWord(pid, word) {
  try {
    // A zombie has no environment any more, so it does not count as living.
    return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').includes(word);
  } catch {
    return false; // it has ended, or may not be read
  }
}

/** The children of a process that its first thread has started. */
function childrenOf(pid) {
  const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** The type of SOCK_SEQPACKET sockets in /proc/net/unix. */
const SEQPACKET = '0005';

const seqpackets = () =>
  fs
    .readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[4] === SEQPACKET)
    .map((fields) => `socket:[${fields[6]}]`);

/** The descriptors of a process that are ends of gocluster's channels. */
function channelsOf(pid) {
  const channels = seqpackets();
  return fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return channels.includes(fs.readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false; // closed since
    }
  });
}

/** Sends `signal` to one process; false if there was none. */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
    return false;
  }
}

/** Kills all processes with `word`, and repeats that until none is left: a primary may fork in between. */
function endAllWith(word) {
  for (let pids = pidsWith(word); pids.length > 0; pids = pidsWith(word)) {
    for (const pid of pids) signal(pid, 'SIGKILL');
  }
}

module.exports = { pidsWith, hasWord, childrenOf, signal, endAllWith, channelsOf };
