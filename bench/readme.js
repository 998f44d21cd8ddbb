'use strict';

// Writes the table of README.md from a run (`node bench/run.js --save`) or from earlier runs (`--draw`). A row that was not measured in
// all three modes is left out.

const fs = require('node:fs');
const path = require('node:path');
const machine = require('./machine');

const FILE = path.join(__dirname, '..', 'README.md');
/** The table is between these lines of README.md. */
const BEGIN = '<!-- bench/readme.js writes this table -->';
const END = '<!-- end of the table -->';

const RR = 'builtin-rr';
const MODES = [RR, 'builtin-none', 'gocluster'];

/** A ratio to round robin. */
const times =
  (scenario, name, about = {}) =>
  (results, mode) =>
    figure(mode === RR ? 1 : results.ratio(scenario, about, mode, RR, name), 2);

const milliseconds =
  (scenario, name, about = {}) =>
  (results, mode) => {
    const value = results.median(scenario, about, mode, name);
    const text = figure(value, value < 10 ? 2 : 0);
    return text && `${text} ms`;
  };

const count =
  (scenario, name, digits = 0, about = {}) =>
  (results, mode) =>
    figure(results.median(scenario, about, mode, name), digits);

const both = (one, other) => (results, mode) => {
  const [a, b] = [one(results, mode), other(results, mode)];
  return a && b && `${a} / ${b}`;
};

const rows = [
  [
    'HTTP, a connection a request, 2 workers, 32 clients: connections a second',
    times('headline', 'perSecond'),
  ],
  [
    'CPU a connection, all processes / the primary',
    both(times('headline', 'all'), times('headline', 'primary')),
  ],
  [
    'the same with the primary busy half of the time: connections a second',
    times('blocked-primary', 'perSecond'),
  ],
  [
    'beside a program that computes on each CPU, 1,500 connections a second: the median connection',
    milliseconds('busy-machine', 'p50'),
  ],
  [
    'handlers that block the event loop for 60 ms, 4 workers, 16 clients: p99',
    milliseconds('slow-handlers', 'p99', { 'handler ms': 60 }),
  ],
  [
    'one of 4 workers blocked for 4 s, 200 connections: longest wait',
    milliseconds('stalled-worker', 'max'),
  ],
  [
    'a worker of 4 killed every 250 ms under load: connections that hang for ever / cut off, a kill',
    both(hungAKill, count('killed-worker', 'cutAKill', 1)),
  ],
  [
    '`process.exit()` in a handler: connections that hang / cut off, an exit',
    both(count('exiting-workers', 'hung', 1), count('exiting-workers', 'cut', 1)),
  ],
  [
    'every worker blocked, 3,000 connections: held by the primary / served in the end',
    both(count('all-stalled', 'held'), count('all-stalled', 'served')),
  ],
  ['2,500 clients on a Unix socket: refused in 8 s', count('unix-clients', 'refused')],
  [
    '`maxConnections = 4`, 32 clients, answers after 2 ms: connections a second',
    times('full-server', 'perSecond', { maxConnections: 4 }),
  ],
  ['8,000 connections one at a time over 4 workers: most minus least', count('fairness', 'idle')],
  ['keep-alive: requests a second', times('keep-alive', 'perSecond')],
];

function hungAKill(results, mode) {
  const hung = results.median('killed-worker', {}, mode, 'hung');
  return figure(hung / results.median('killed-worker', {}, mode, 'kills'), 1);
}

function figure(value, digits) {
  if (!Number.isFinite(value)) return null;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** @param {object} run { machine, results } @returns {string} the table, below a line that names the machine and the date */
function table({ machine: about, results }) {
  const lines = rows
    .map(([title, of]) => [title, ...MODES.map((mode) => of(results, mode))])
    .filter((cells) => cells.every(Boolean))
    .map((cells) => `| ${cells.join(' | ')} |`);
  const beside =
    about.loadBefore > machine.IDLE_LOAD
      ? `, beside other work (load average ${about.loadBefore.toFixed(0)})`
      : '';
  return [
    `${machine.line(about)}, ${about.date.slice(0, 10)}${beside}:`,
    '',
    '| | round robin | `SCHED_NONE` | gocluster |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Puts the table into README.md. */
function write(run) {
  const text = fs.readFileSync(FILE, 'utf8');
  const [before, rest] = text.split(`${BEGIN}\n`);
  const after = rest.slice(rest.indexOf(END));
  fs.writeFileSync(FILE, `${before}${BEGIN}\n\n${table(run)}\n\n${after}`);
  return FILE;
}

module.exports = { write };
