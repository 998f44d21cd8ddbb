'use strict';

// The function by which a test program reports what it sees: report('listening', { port }). Each call
// appends one line of JSON to the file that run.js has named. So it works in primaries, workers and
// grandchildren, whatever their standard streams are, and no report before a SIGKILL is lost.

const fs = require('node:fs');

const file = process.env.TEST_REPORT;

/** Keeps what JSON would drop: undefined, functions, and the important properties of an error. */
function plain(key, value) {
  if (value === undefined) return '[undefined]';
  if (typeof value === 'function') return '[function]';
  if (value instanceof Error) {
    const { name, code, message, errno, syscall, address, port } = value;
    return Object.fromEntries(
      Object.entries({ name, code, message, errno, syscall, address, port }).filter(
        ([, v]) => v !== undefined,
      ),
    );
  }
  return value;
}

module.exports = function report(name, ...values) {
  const value = values.length > 0 ? values[0] : null;
  fs.appendFileSync(file, JSON.stringify({ name, value, pid: process.pid }, plain) + '\n');
};
