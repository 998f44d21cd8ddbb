'use strict';

// gocluster status: shows the workers of a running service. Used by index.js.

const { question } = require('./ask');

const MEGABYTE = 2 ** 20;
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];
const HEAD = ['ID', 'INSTANCE', 'PID', 'STATE', 'READY FOR', 'MEMORY', 'RESTARTS'];

function age(ms) {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS.at(-1);
  return `${Math.floor(ms / size)}${unit}`;
}

function row({ id, instance, pid, state, uptime, memory, restarts }) {
  const megabytes = memory === null ? '-' : `${Math.round(memory / MEGABYTE)} MB`;
  return [id, instance, pid, state, age(uptime), megabytes, restarts ?? '-'].map(String);
}

function table(rows) {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const listOf = (what, instances) =>
  instances?.length > 0 ? `\n${what}: ${instances.join(', ')}` : '';

function print({ name, state, pid, version, node, script, workers, waiting, givenUp }) {
  const head = `${name}: ${state}, ${script}\nsupervisor ${pid}, gocluster ${version}, node ${node}`;
  const tail =
    listOf('instances that wait for a restart', waiting) +
    listOf('instances that have failed too often and wait for a reload', givenUp);
  return `${head}\n\n${table([HEAD, ...workers.map(row)])}${tail}`;
}

module.exports = question({
  usage: 'gocluster status [--name NAME] [--json]\n\nShows the workers of a running service.',
  request: () => ({ verb: 'status' }),
  print,
});
