'use strict';

// Two workers count requests with prom-client. The primary has the page of prom-client alone, the page with gocluster/metrics, and what
// an exporter of OpenTelemetry reads. One worker stops for ever at /block.

const cluster = require('node:cluster');
const http = require('node:http');
const { AggregatorRegistry, Counter } = require('prom-client');

const registry = new AggregatorRegistry();

async function primary() {
  const { register, registerOpenTelemetry } = require('gocluster/metrics');
  const {
    AggregationTemporality,
    InMemoryMetricExporter,
    MeterProvider,
    PeriodicExportingMetricReader,
  } = require('@opentelemetry/sdk-metrics');
  const { metrics } = require('@opentelemetry/api');

  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  registerOpenTelemetry();

  const alone = () => AggregatorRegistry.prototype.clusterMetrics.call(registry);
  register(registry, { timeout: 300 });
  register(registry, { timeout: 300 }); // twice does no harm
  const pages = {
    '/alone': alone,
    '/': () => registry.clusterMetrics(),
    '/primary': () => registry.metrics(),
    async '/otel'() {
      await reader.forceFlush();
      const [{ scopeMetrics }] = exporter.getMetrics();
      const found = scopeMetrics.flatMap(({ metrics: all }) => all);
      return JSON.stringify(
        found.map(({ descriptor, dataPoints }) => ({ ...descriptor, dataPoints })),
      );
    },
  };
  const server = http.createServer(async (req, res) => {
    const began = performance.now();
    const body = await pages[req.url]().catch((error) => `failed: ${error.message}`);
    res.setHeader('x-milliseconds', Math.round(performance.now() - began));
    res.end(body);
  });
  for (let i = 0; i < 2; i++) cluster.fork();
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening < 2) return;
    server.listen(0, '127.0.0.1', () => {
      console.log(JSON.stringify({ ready: { port, metrics: server.address().port } }));
    });
  });
}

function worker() {
  const labels = { worker: cluster.worker.id };
  const served = new Counter({
    name: 'served_total',
    help: 'Requests served',
    labelNames: ['worker'],
  });
  http
    .createServer((req, res) => {
      served.inc(labels);
      res.end('ok');
      if (req.url === '/block')
        res.on('close', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    })
    .listen(0, '127.0.0.1');
}

if (cluster.isPrimary) primary();
else worker();
