'use strict';

// The number of workers that `scale` asks for, absolute or relative to the current number. Used by supervisor.js.

const { configError } = require('./errors');

const MOST = 9999;
const COUNT = /^[+-]?\d{1,4}$/;

/**
 * @param {number | string} wanted as a user has written it
 * @returns {(current: number) => number} computes the new number from the current one
 * @throws ERR_GOCLUSTER_CONFIG, also from that function: the number is invalid, or no workers or too many would be left
 */
function workerCount(wanted) {
  const isRelative = /^[+-]/.test(wanted);
  const refuse = (found) =>
    configError([
      `the number of workers must be from 1 to ${MOST}, or "+N" or "-N" for so many more or fewer. Received ${JSON.stringify(wanted)}${found}. "gocluster stop" ends the service`,
    ]);
  const isOne = typeof wanted === 'string' || typeof wanted === 'number';
  if (!isOne || !COUNT.test(wanted)) throw refuse('');
  const resultOf = (current) => (isRelative ? current + Number(wanted) : Number(wanted));
  if (!isRelative && resultOf() < 1) throw refuse('');
  return (current) => {
    const count = resultOf(current);
    if (count < 1 || count > MOST) throw refuse(`, of ${current}`);
    return count;
  };
}

module.exports = workerCount;
