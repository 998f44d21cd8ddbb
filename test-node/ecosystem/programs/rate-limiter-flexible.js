'use strict';

// The points of a client are counted in the primary, for all workers together.

const cluster = require('node:cluster');
const http = require('node:http');
const { RateLimiterCluster, RateLimiterClusterMaster } = require('rate-limiter-flexible');

const WORKERS = 3;

if (cluster.isPrimary) {
  new RateLimiterClusterMaster();
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  const limiter = new RateLimiterCluster({
    keyPrefix: 'visitors',
    points: 12,
    // Longer than any run of the test.
    duration: 600,
    timeoutMs: 10_000,
  });
  http
    .createServer(async (req, res) => {
      const key = req.url.slice(1);
      try {
        if (req.method === 'DELETE') {
          res.end(JSON.stringify({ deleted: await limiter.delete(key) }));
          return;
        }
        const { remainingPoints } = await limiter.consume(key);
        res.end(JSON.stringify({ worker: cluster.worker.id, remainingPoints }));
      } catch (rejected) {
        if (rejected instanceof Error) throw rejected;
        res.statusCode = 429;
        res.end(JSON.stringify({ worker: cluster.worker.id, consumed: rejected.consumedPoints }));
      }
    })
    .listen(0, '127.0.0.1');
}
