'use strict';

// Times and sizes as people write them: "10s", "300M". Used by schema.js, and by those that compute longer times from them.

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const BYTES = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
/** A timer of Node's fires at once for more than this, which is 24.8 days. */
const TIMER_MAX_MS = 2 ** 31 - 1;
const LONGEST = '24d';
const LONGEST_MS = 24 * MILLISECONDS.d;

/** @param {unknown} value @returns {number} milliseconds; NaN for what is no time, or is more than LONGEST */
function toMilliseconds(value) {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(value));
  const time = found ? Math.round(Number(found[1]) * MILLISECONDS[found[2] ?? 'ms']) : NaN;
  return time <= LONGEST_MS ? time : NaN;
}

/** @param {unknown} value @returns {number} bytes; NaN if the value is no size */
function toBytes(value) {
  const found = /^(\d+(?:\.\d+)?)\s*(?:([KMG])(?:i?B)?)?$/i.exec(String(value));
  if (!found) return NaN;
  return Math.round(Number(found[1]) * (BYTES[found[2]?.toUpperCase()] ?? 1));
}

module.exports = { LONGEST, TIMER_MAX_MS, toMilliseconds, toBytes };
