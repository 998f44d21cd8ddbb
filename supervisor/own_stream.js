'use strict';

// The names of files that mean this process's own streams, such as /dev/stdout, which settings for containers use. They are not opened:
// that gives a second description of a pipe, whose writes block, and fails for a socket. Used by config.js and output.js.

const { readlinkSync } = require('node:fs');
const path = require('node:path');

/** So many links are followed. */
const LINKS_MAX = 8;

const names = (name, fd) =>
  [`/dev/${name}`, `/dev/fd/${fd}`, `/proc/self/fd/${fd}`, `/proc/${process.pid}/fd/${fd}`].map(
    (file) => [file, name],
  );
const STREAMS = new Map([...names('stdout', 1), ...names('stderr', 2)]);

/** @param {string} file absolute, or a link to such a name @returns {'stdout' | 'stderr' | undefined} */
function ownStream(file) {
  for (let i = 0; i < LINKS_MAX; i++) {
    if (STREAMS.has(file)) return STREAMS.get(file);
    try {
      file = path.resolve(path.dirname(file), readlinkSync(file));
    } catch {
      return undefined; // it is no link, or is not there
    }
  }
  return undefined;
}

module.exports = ownStream;
