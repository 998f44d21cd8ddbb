'use strict';

// Which connections a process has in its descriptor table: the ones that end when it dies, known or unknown to its
// JavaScript. Asked of a stopped process before it is killed, and by a process of itself before it ends.

const fs = require('node:fs');
const { idOf } = require('./connection.js');

/** @param {number} pid @param {number[]} ports of the servers @returns {number[]} the connections' ids */
function heldBy(pid, ports) {
  const inodes = socketsOf(pid);
  const peers = peersOf(pid, ports);
  // A row can slip past a reader of the table when rows next to it come and go.
  if (![...inodes].every((inode) => peers.has(inode))) {
    for (const [inode, peer] of peersOf(pid, ports)) peers.set(inode, peer);
  }
  return [...inodes].filter((inode) => peers.has(inode)).map((inode) => idOf(peers.get(inode)));
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

/** The other side's address by inode, of all connections of these servers. */
function peersOf(pid, ports) {
  const peers = new Map();
  for (const row of fs.readFileSync(`/proc/${pid}/net/tcp`, 'latin1').split('\n').slice(1, -1)) {
    const [, local, remote, , , , , , , inode] = row.trim().split(/\s+/);
    const [, port] = local.split(':');
    if (inode !== '0' && ports.includes(parseInt(port, 16))) peers.set(inode, dotted(remote));
  }
  return peers;
}

/** The kernel prints an IPv4 address as one number in the machine's byte order. */
function dotted(remote) {
  return Buffer.from(remote.slice(0, 8), 'hex').reverse().join('.');
}

module.exports = { heldBy };
