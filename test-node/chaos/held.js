'use strict';

// Which connections a process has in its descriptor table: the ones that end when it dies, known or unknown to its
// JavaScript. Asked of a stopped process before it is killed, and by a process of itself before it ends.

const fs = require('node:fs');
const { idOf } = require('./connection.js');

/**
 * @param {number | 'self'} pid
 * @param {{host: string, ports: object}} place of the servers
 * @returns {number[]} the connections' ids
 */
function heldBy(pid, place) {
  const peers = peersOf(pid, place);
  const held = [...socketsOf(pid)].filter((inode) => peers.has(inode));
  return held.map((inode) => idOf(peers.get(inode)));
}

function socketsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set();
  for (const name of fs.readdirSync(folder)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`${folder}/${name}`))?.[1];
      if (inode) inodes.add(inode);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error; // the one that lists the folder
    }
  }
  return inodes;
}

/** The other side by inode, of all connections of these servers, not the listening sockets. The table may be long. */
function peersOf(pid, { host, ports }) {
  const locals = Object.values(ports).map((port) => `${hex(host)}:${hexOfPort(port)}`);
  const row = new RegExp(
    `^ *\\d+: (?:${locals.join('|')}) (?!0{8})(\\w{8}):\\w{4}(?: +\\S+){6} +(\\d+)`,
    'gm',
  );
  const table = fs.readFileSync(`/proc/${pid}/net/tcp`, 'latin1');
  return new Map([...table.matchAll(row)].map(([, remote, inode]) => [inode, dotted(remote)]));
}

/** The kernel prints an IPv4 address as one number in the machine's byte order. */
function dotted(remote) {
  return Buffer.from(remote, 'hex').reverse().join('.');
}

function hex(address) {
  return Buffer.from(address.split('.').map(Number)).reverse().toString('hex').toUpperCase();
}

function hexOfPort(port) {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

module.exports = { heldBy };
