'use strict';

// How much memory a process has. Used by status.js and recycle.js.

const fs = require('node:fs');

/** @param {number} pid @returns {number | null} resident memory in bytes; null if the system does not report it */
function memoryOf(pid) {
  try {
    return (
      Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) * 1024
    );
  } catch {
    return null;
  }
}

module.exports = { memoryOf };
