#!/usr/bin/env bash
# A gauge may be NaN ("not known") or infinite ("never"), and prom-client writes both. In a cluster a worker's values travel as JSON, which
# has neither: the primary reports 0, whichever way it aggregates.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const prometheus = require('prom-client');

/** @returns {string} the values, without their help and type */
const values = (text) => text.split('\n').filter((line) => line && !line.startsWith('#')).join(', ');

async function primary() {
  const registry = new prometheus.AggregatorRegistry();
  const [alone] = await once(cluster.fork(), 'message');
  await once(cluster.fork(), 'message');
  console.log(`in each of two workers: ${alone}`);
  console.log(`of both, in the primary: ${values(await registry.clusterMetrics())}`);
  process.exit();
}

async function worker() {
  new prometheus.AggregatorRegistry();
  for (const aggregator of ['sum', 'min', 'max', 'average']) {
    new prometheus.Gauge({ name: `since_backup_${aggregator}`, help: 'seconds', aggregator }).set(Infinity);
  }
  new prometheus.Gauge({ name: 'temperature', help: 'not known yet', aggregator: 'max' }).set(NaN);
  process.send(values(await prometheus.register.metrics()));
}

if (cluster.isPrimary) primary();
else worker();
JS

recorded='in each of two workers: since_backup_sum +Inf, since_backup_min +Inf, since_backup_max +Inf, since_backup_average +Inf, temperature Nan
of both, in the primary: since_backup_sum 0, since_backup_min 0, since_backup_max 0, since_backup_average 0, temperature 0'
echo "prom-client $(node -p 'require("prom-client/package.json").version'), Node $(node -p process.version)"
echo 'expected: in the primary the same, +Inf and Nan'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
