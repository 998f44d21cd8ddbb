'use strict';

// What the kernel reports about a process. CPU time under load is read by the load generator instead, at the very moments at which its
// measured time begins and ends.

const fs = require('node:fs');

const KB_PER_MB = 1024;
const NS_PER_US = 1000;

/** @returns {number} open file descriptors */
function openFds(pid) {
  return fs.readdirSync(`/proc/${pid}/fd`).length;
}

function memory(pid, name) {
  const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) / KB_PER_MB;
}

/**
 * @returns {number} megabytes, with a proportional part of shared pages, so that it depends on the other Node processes of the machine
 */
function pss(pid) {
  return memory(pid, 'Pss');
}

/** @returns {number} megabytes that the process has written and shares with no other process */
function own(pid) {
  return memory(pid, 'Private_Dirty');
}

function threads(pid) {
  return fs.readdirSync(`/proc/${pid}/task`);
}

/** @returns {number} how often threads of the process have left the CPU so far */
function switches(pid) {
  const ofThread = (id) => {
    const text = fs.readFileSync(`/proc/${pid}/task/${id}/status`, 'latin1');
    const counts = text.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)/gm);
    return sum([...counts].map((match) => Number(match[1])));
  };
  return sum(threads(pid).map(ofThread));
}

/** @returns {number} CPU time of the living threads, in microseconds */
function cpu(pid) {
  const ofThread = (id) => {
    const text = fs.readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'latin1');
    return Number(text.split(' ')[0]) / NS_PER_US;
  };
  return sum(threads(pid).map(ofThread));
}

/** @returns {boolean} whether the process has mapped a file whose name contains this */
function maps(pid, name) {
  return fs.readFileSync(`/proc/${pid}/maps`, 'latin1').includes(name);
}

/** @returns {string} the command line; '' if the process is gone */
function commandLine(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}

/** @returns {number[]} the ids of the process's children with this name */
function children(pid, name) {
  const all = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').match(/\d+/g) ?? [];
  const nameOf = (child) => fs.readFileSync(`/proc/${child}/comm`, 'latin1').trim();
  return all.map(Number).filter((child) => nameOf(child) === name);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

module.exports = { openFds, pss, own, threads, switches, cpu, maps, commandLine, children, sum };
