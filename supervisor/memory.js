'use strict';

// How much memory a process has. Used by status.js and recycle.js.

const fs = require('node:fs');

const PAGE_BYTES = 4096;

/** @param {number} pid @returns {number | null} bytes in memory; null where the system does not tell */
function memoryOf(pid) {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return null;
  }
}

module.exports = { memoryOf };
