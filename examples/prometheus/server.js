'use strict';

// The workers count their requests; the primary asks all of them and serves the sum, and what
// gocluster knows of them, on a port of its own, where Prometheus reads it.

const cluster = require('node:cluster');
const http = require('node:http');
const os = require('node:os');
const { AggregatorRegistry, Counter, collectDefaultMetrics } = require('prom-client');
const { register } = require('gocluster/metrics');

const PORT = Number(process.env.PORT ?? 8000);
const METRICS_PORT = Number(process.env.METRICS_PORT ?? 8001);

// In the primary it asks, in the workers it answers.
const registry = new AggregatorRegistry();

function primary() {
  // From now on a worker that is blocked is no obstacle to clusterMetrics().
  register(registry);
  for (let i = 0; i < os.cpus().length; i++) cluster.fork();
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on http://localhost:${port}`);
  });
  cluster.on('exit', (worker, code) => {
    // Metrics of nobody would look like a service.
    if (code !== 0 && Object.keys(cluster.workers).length === 0) process.exit(1);
  });
  const metrics = http.createServer(async (request, response) => {
    try {
      const text = await registry.clusterMetrics();
      response.setHeader('Content-Type', registry.contentType);
      response.end(text);
    } catch (error) {
      response.statusCode = 500;
      response.end(`${error.message}\n`);
    }
  });
  metrics.listen(METRICS_PORT, () => {
    console.log(`metrics on http://localhost:${metrics.address().port}/metrics`);
  });
}

function worker() {
  collectDefaultMetrics();
  const requests = new Counter({ name: 'requests_total', help: 'Requests of all workers' });
  http
    .createServer((request, response) => {
      requests.inc();
      response.end(`hello from worker ${cluster.worker.id}\n`);
    })
    .listen(PORT);
}

if (cluster.isPrimary) primary();
else worker();
