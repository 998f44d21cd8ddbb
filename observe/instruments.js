'use strict';

// The instruments of gocluster/metrics: a name, a unit, a help text and how each is read out of one answer of stats(). Prometheus and
// OpenTelemetry get their own spelling of the same. Used by metrics.js, opentelemetry.js and scripts/dashboard.js.

const { COUNTER, GAUGE, TABLE, SECOND } = require('./instrument_table');

/** What Prometheus puts behind a name, and what OpenTelemetry has in a field of its own. */
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

/** By worker and place what must not begin at 0 again: `restarts` is a count of the place's. */
const OF_THE_PLACE = ['worker.restarts'];

/**
 * @typedef {object} Instrument
 * @property {'counter' | 'gauge' | 'histogram'} kind
 * @property {string} prometheus its name there
 * @property {string} openTelemetry its name there
 * @property {string} unit as UCUM has it
 * @property {string} help
 * @property {boolean} continues whether what replaces a source goes on where that was
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
    read,
  };
});

module.exports = { INSTRUMENTS, SECOND };
