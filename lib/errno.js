'use strict';

// The kernel's error numbers and their names.

const { constants } = require('node:os');

/** Node leaves out the one that the kernel has for too many descriptors in flight. */
const ETOOMANYREFS = 109;

/** @param {string} name such as 'EINVAL' @returns {number} negative, as libuv has it */
function errnoOf(name) {
  return -(name === 'ETOOMANYREFS' ? ETOOMANYREFS : constants.errno[name]);
}

/** @param {number} errno negative @returns {string} such as 'EINVAL' */
function errnoName(errno) {
  if (errno === -ETOOMANYREFS) return 'ETOOMANYREFS';
  const entry = Object.entries(constants.errno).find(([, value]) => value === -errno);
  return entry ? entry[0] : `errno ${errno}`;
}

/** The channel stays full, or the kernel is out of memory, or this user has too many descriptors in flight. */
const TRANSIENT = ['EAGAIN', 'ENOBUFS', 'ENOMEM', 'ETOOMANYREFS'].map(errnoOf);

/** Whether the same may succeed a little later. @param {number} errno negative, or 0 */
function isTransient(errno) {
  return TRANSIENT.includes(errno);
}

module.exports = { errnoOf, errnoName, isTransient };
