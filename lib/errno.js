'use strict';

// The kernel's error numbers and their names.

const { constants } = require('node:os');
const { Set } = require('./intrinsics');

/** The kernel's error for too many descriptors in flight, which Node's constants lack. */
const ETOOMANYREFS = 109;

/** @param {string} name such as 'EINVAL' @returns {number} negative, as libuv has it */
function errnoOf(name) {
  return -(name === 'ETOOMANYREFS' ? ETOOMANYREFS : constants.errno[name]);
}

/** @param {number} errno negative @returns {string} such as 'EINVAL' */
function errnoName(errno) {
  if (errno === -ETOOMANYREFS) return 'ETOOMANYREFS';
  for (const name in constants.errno) {
    if (constants.errno[name] === -errno) return name;
  }
  return `errno ${errno}`;
}

/** The channel is full, or the kernel is out of memory, or this user has too many descriptors in flight. */
const TRANSIENT = new Set([
  errnoOf('EAGAIN'),
  errnoOf('ENOBUFS'),
  errnoOf('ENOMEM'),
  errnoOf('ETOOMANYREFS'),
]);

/** This process, its user or the system lacks a resource: another attempt may succeed when some of it is released. */
const SHORTAGES = new Set([
  errnoOf('EMFILE'),
  errnoOf('ENFILE'),
  errnoOf('EAGAIN'),
  errnoOf('ENOMEM'),
  errnoOf('ENOBUFS'),
  errnoOf('ETOOMANYREFS'),
]);

/** How long to wait before the next attempt, in milliseconds. */
const RETRY_PAUSE = 20;

/** Whether the next attempt may succeed a little later. @param {number} errno negative, or 0 */
function isTransient(errno) {
  return TRANSIENT.has(errno);
}

module.exports = { errnoOf, errnoName, SHORTAGES, RETRY_PAUSE, isTransient };
