'use strict';

// The lines of a test run.

const NAME_WIDTH = 24;

/** 'N passed, N failed', and how many were skipped if any were. */
function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A folder's or a package's line. */
function line(name, result, milliseconds) {
  const mark = result.failed > 0 ? '✖' : '✔';
  return `${mark} ${name.padEnd(NAME_WIDTH)} ${counts(result)}, ${Math.round(milliseconds / 1000)} s`;
}

module.exports = { counts, line };
