'use strict';

// The instruments of gocluster/metrics: for each its name, its unit, a help text, and how its values are read from a result of stats().
// Prometheus and OpenTelemetry spell the names and units differently. Used by metrics.js, opentelemetry.js and scripts/dashboard.js.

const { COUNTER, GAUGE, TABLE, SECOND } = require('./instrument_table');

/** Units: Prometheus appends them to the name, OpenTelemetry has a separate field for them. */
const UNITS = {
  seconds: { suffix: '_seconds', ucum: 's' },
  bytes: { suffix: '_bytes', ucum: 'By' },
  ratio: { suffix: '_ratio', ucum: '1' },
  connections: { suffix: '', ucum: '{connection}' },
  workers: { suffix: '', ucum: '{worker}' },
  listeners: { suffix: '', ucum: '{listener}' },
  times: { suffix: '', ucum: '{time}' },
  info: { suffix: '_info', ucum: '1' },
};

/** What is counted for a place, and not for the worker that has it: it does not begin at 0 with the next one. */
const OF_THE_PLACE = ['worker.restarts'];

/** Of what the highest counts, and not the sum, where several have the same labels. */
const HIGHEST = [
  ...OF_THE_PLACE,
  'worker.start_time',
  'worker.event_loop.lag',
  'worker.event_loop.lag_max',
];

const plus = (one, other) => one + other;

/**
 * @typedef {object} Instrument
 * @property {'counter' | 'gauge' | 'histogram'} kind
 * @property {string} prometheus its name for Prometheus
 * @property {string} openTelemetry its name for OpenTelemetry
 * @property {string} unit as UCUM writes it
 * @property {string} help
 * @property {boolean} continues whether what replaces a source goes on where that was
 * @property {(one: number, other: number) => number} combine two values with the same labels, where it does not
 * @property {(stats: import('./stats').Stats) => {labels: Record<string, string>, source?: number, value: any}[]} read
 */

/** @type {Instrument[]} */
const INSTRUMENTS = TABLE.map(([kind, name, unit, help, read]) => {
  const { suffix, ucum } = UNITS[unit];
  const base = `gocluster_${name.replaceAll('.', '_')}${suffix}`;
  return {
    kind,
    prometheus: kind === COUNTER ? `${base}_total` : base,
    openTelemetry: `gocluster.${name}${unit === 'info' ? '.info' : ''}`,
    unit: ucum,
    help,
    continues: kind !== GAUGE && !OF_THE_PLACE.includes(name),
    combine: HIGHEST.includes(name) ? Math.max : plus,
    read,
  };
});

module.exports = { INSTRUMENTS, SECOND };
