'use strict';

// Workers count what they serve; the primary has the metrics of all of them on a port of its own.

const cluster = require('node:cluster');
const http = require('node:http');
const { AggregatorRegistry, Counter, Gauge, Histogram } = require('prom-client');

if (cluster.isPrimary) {
  const registry = new AggregatorRegistry();
  const metrics = http.createServer(async (req, res) => {
    res.setHeader('content-type', registry.contentType);
    res.end(await registry.clusterMetrics());
  });
  for (let i = 0; i < 2; i++) cluster.fork();

  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening < 2) return;
    if (listening > 2) return console.log(JSON.stringify({ again: port }));
    metrics.listen(0, '127.0.0.1', () => {
      console.log(JSON.stringify({ ready: { port, metrics: metrics.address().port } }));
    });
  });
  cluster.on('exit', (worker) => {
    if (!worker.exitedAfterDisconnect) cluster.fork();
  });
  process.on('SIGTERM', () => {
    metrics.close();
    cluster.disconnect();
  });
} else {
  const labelNames = ['worker'];
  const labels = { worker: cluster.worker.id };
  const served = new Counter({ name: 'served_total', help: 'Requests served', labelNames });
  const bytes = new Histogram({ name: 'body_bytes', help: 'Sizes', buckets: [10, 100] });
  const peak = new Gauge({ name: 'peak', help: 'Largest path', aggregator: 'max' });
  let largest = 0;

  const server = http.createServer((req, res) => {
    served.inc(labels);
    bytes.observe(req.url.length);
    peak.set((largest = Math.max(largest, req.url.length)));
    res.end('ok');
    // The primary restarts what has crashed.
    if (req.url === '/crash') setImmediate(() => process.exit(1));
  });
  // Without it the worker would not answer the primary's question.
  new AggregatorRegistry();
  server.listen(0, '127.0.0.1');
}
