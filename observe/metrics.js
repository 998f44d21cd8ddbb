'use strict';

// require('gocluster/metrics'): puts the values of stats() into the program's own prom-client registry, or into OpenTelemetry.
// docs/metrics.md describes it, metrics.d.ts has its types. prom-client is not loaded here: the program passes its registry.

const cluster = require('../lib/cluster');
const { WAIT_BOUNDS } = require('../lib/wire');
const { notPrimaryError, rangeError, typeError } = require('./errors');
const { INSTRUMENTS, SECOND } = require('./instruments');
const openTelemetry = require('./opentelemetry');
const Series = require('./series');
const { stats } = require('./stats');
const WorkerPages = require('./worker_pages');

/** How long to wait for the workers' metrics, in milliseconds. */
const TIMEOUT = 1000;

/** A metric as a registry of prom-client expects it: its values are read by get(). */
class Metric {
  #series;

  /** @param {import('./instruments').Instrument} instrument */
  constructor(instrument) {
    this.#series = new Series(instrument);
    this.name = instrument.prometheus;
    this.help = instrument.help;
    this.type = instrument.kind;
    this.aggregator = 'sum';
  }

  async get() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#values(await stats()) };
  }

  /** Does nothing: the core's counts cannot be reset. */
  reset() {}

  #values(answer) {
    const read = this.#series.read(answer);
    if (this.type === 'histogram') return read.flatMap((each) => this.#histogram(each));
    return read.map(({ labels, numbers: [value] }) => ({ labels, value }));
  }

  /** Each bucket has those of the ones before it, too. */
  #histogram({ labels, numbers }) {
    const counts = numbers.slice(0, -1);
    let count = 0;
    const buckets = counts.map((each, i) => {
      count += each;
      const le = i < WAIT_BOUNDS.length ? `${WAIT_BOUNDS[i] / SECOND}` : '+Inf';
      return { metricName: `${this.name}_bucket`, labels: { ...labels, le }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: numbers.at(-1) / SECOND },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}

const registered = new WeakMap();

/**
 * Adds all metrics to a registry. If it is an AggregatorRegistry, clusterMetrics() from now on returns the primary's metrics and those
 * of all workers on one page; for a worker that does not answer in time it uses the last answer.
 *
 * @param {import('./metrics').PromRegistry} registry of prom-client
 * @param {{timeout?: number}} [options] how long to wait for the workers' answers, in milliseconds; default: 1000
 * @throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
function register(registry, { timeout = TIMEOUT } = {}) {
  if (!cluster.isPrimary) throw notPrimaryError('register()');
  if (typeof registry?.registerMetric !== 'function')
    throw typeError('registry', 'a Registry of prom-client', registry);
  if (typeof timeout !== 'number') throw typeError('options.timeout', 'of type number', timeout);
  if (!(timeout >= 0 && timeout < 2 ** 31))
    throw rangeError('options.timeout', '>= 0 && < 2 ** 31', timeout);
  const metrics =
    registered.get(registry) ?? INSTRUMENTS.map((instrument) => new Metric(instrument));
  registered.set(registry, metrics);
  for (const metric of metrics) registry.registerMetric(metric);
  if (typeof registry.clusterMetrics === 'function') putOnOnePage(registry, timeout);
}

function putOnOnePage(registry, timeout) {
  const pages = new WorkerPages(cluster);
  registry.clusterMetrics = async () => {
    const [own, others] = await Promise.all([registry.getMetricsAsJSON(), pages.ask(timeout)]);
    const page = registry.constructor.aggregate([own, ...others], registry.contentType);
    return page.metrics();
  };
}

/**
 * Creates the same instruments for OpenTelemetry, with the given meter or one of @opentelemetry/api.
 *
 * @param {import('./metrics').Meter} [meter]
 * @returns {() => void} removes their callback
 * @throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE; MODULE_NOT_FOUND without a meter and without @opentelemetry/api
 */
function registerOpenTelemetry(meter) {
  if (!cluster.isPrimary) throw notPrimaryError('registerOpenTelemetry()');
  if (meter !== undefined && typeof meter?.addBatchObservableCallback !== 'function')
    throw typeError('meter', 'a Meter of OpenTelemetry', meter);
  return openTelemetry(meter);
}

module.exports = { register, registerOpenTelemetry };
