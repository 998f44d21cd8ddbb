'use strict';

// The instruments for OpenTelemetry. They are observable: they are read when the program's exporter collects. Used by metrics.js.

const { createRequire } = require('node:module');
const path = require('node:path');
const { version } = require('../package.json');
const { INSTRUMENTS, SECOND } = require('./instruments');
const Series = require('./series');
const { stats } = require('./stats');

const API = '@opentelemetry/api';

/** Loads the program's API package: as a rule it is beside this package, else where the program's script would find it. */
function api() {
  try {
    return require(API);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return createRequire(path.resolve(process.argv[1] ?? 'program.js'))(API);
  }
}

/** OpenTelemetry has no observable histograms: two counters stand for one, the number of waits and their sum. */
function createHistogram(meter, { openTelemetry: name, help }) {
  const count = meter.createObservableCounter(`${name}.count`, {
    description: `${help} How many.`,
    unit: '{connection}',
  });
  const time = meter.createObservableCounter(`${name}.time`, {
    description: `${help} Together.`,
    unit: 's',
  });
  return [
    [count, (numbers) => numbers.slice(0, -1).reduce((sum, each) => sum + each, 0)],
    [time, (numbers) => numbers.at(-1) / SECOND],
  ];
}

function create(meter, instrument) {
  const { kind, openTelemetry: name, help: description, unit } = instrument;
  if (kind === 'histogram') return createHistogram(meter, instrument);
  const made =
    kind === 'counter'
      ? meter.createObservableCounter(name, { description, unit })
      : meter.createObservableGauge(name, { description, unit });
  return [[made, ([value]) => value]];
}

/** @param {import('./metrics').Meter} [meter] @returns {() => void} removes their callback */
function openTelemetry(meter = api().metrics.getMeter('gocluster', version)) {
  const all = INSTRUMENTS.map((instrument) => ({
    series: new Series(instrument),
    parts: create(meter, instrument),
  }));
  const made = all.flatMap(({ parts }) => parts.map(([each]) => each));
  const callback = async (result) => {
    const answer = await stats();
    for (const { series, parts } of all) {
      for (const { labels, numbers } of series.read(answer)) {
        for (const [observable, of] of parts) result.observe(observable, of(numbers), labels);
      }
    }
  };
  meter.addBatchObservableCallback(callback, made);
  return () => meter.removeBatchObservableCallback(callback, made);
}

module.exports = openTelemetry;
