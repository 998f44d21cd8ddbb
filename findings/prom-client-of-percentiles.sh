#!/usr/bin/env bash
# In a cluster, prom-client puts each series of a metric through one aggregator, the percentiles of a Summary like its count. "sum", which it
# takes unless told otherwise, adds up the percentiles of the workers: four that answer in 0.1 s make 0.4 s. Any aggregator that is right for
# the percentiles ("average", "max") is applied to _sum and _count, too, and three quarters of the requests are gone.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const prometheus = require('prom-client');

if (cluster.isWorker) {
  for (const aggregator of ['sum', 'average', 'max']) {
    const settings = { name: `seconds_${aggregator}`, help: 'of a request', percentiles: [0.5, 0.99], aggregator };
    const summary = new prometheus.Summary(settings);
    for (let i = 0; i < 1000; i++) summary.observe(0.1);
  }
  const byDefault = new prometheus.Summary({ name: 'seconds', help: 'of a request', percentiles: [0.5, 0.99] });
  for (let i = 0; i < 1000; i++) byDefault.observe(0.1);
  new prometheus.AggregatorRegistry();
  process.send('ready');
} else {
  (async () => {
    const registry = new prometheus.AggregatorRegistry();
    for (let i = 0; i < 4; i++) await once(cluster.fork(), 'message');
    const lines = (await registry.clusterMetrics()).split('\n');
    for (const aggregator of ['', '_sum', '_average', '_max']) {
      const value = (suffix) => {
        const start = `seconds${aggregator}${suffix} `;
        return Number(lines.find((line) => line.startsWith(start)).slice(start.length));
      };
      const percentiles = `median ${value('{quantile="0.5"}')} s, 99% ${value('{quantile="0.99"}')} s`;
      console.log(`${aggregator.slice(1) || 'no aggregator'}: ${percentiles}, requests ${value('_count')}`);
    }
    process.exit();
  })();
}
JS
recorded='no aggregator: median 0.4 s, 99% 0.4 s, requests 4000
sum: median 0.4 s, 99% 0.4 s, requests 4000
average: median 0.1 s, 99% 0.1 s, requests 1000
max: median 0.1 s, 99% 0.1 s, requests 1000'
echo "prom-client $(node -p "require('./node_modules/prom-client/package.json').version"), Node $(node -p process.version)"
echo 'expected: 4 workers with 1000 requests of 0.1 s each are 4000 requests of 0.1 s'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
