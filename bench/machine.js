'use strict';

// Describes the machine, the kernel and the Node, without which a figure means nothing.

const os = require('node:os');

const IDLE_LOAD = 0.5; // the highest load average of a machine that does nothing else, with some margin

function describe() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    kernel: `${os.type()} ${os.release()}`,
    node: process.version,
    arch: process.arch,
    loadBefore: os.loadavg()[0],
    date: new Date().toISOString(),
  };
}

function line(machine) {
  const { cpu, cores, memoryGB, kernel, node, arch } = machine;
  return `${cpu}, ${cores} cores, ${memoryGB} GB, ${kernel} ${arch}, Node ${node}`;
}

module.exports = { IDLE_LOAD, describe, line };
