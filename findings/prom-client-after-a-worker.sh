#!/usr/bin/env bash
# prom-client adds up the counters of the workers that are alive. When one of four is replaced, the sum falls by a quarter, Prometheus
# takes that for a restart, and counts the three quarters that are left once more: traffic that never was.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3
if ! command -v promtool >/dev/null; then
  echo 'Debian: apt-get download prometheus (19 MB), unpacked in a temporary folder'
  apt-get download prometheus >apt.log 2>&1
  dpkg -x prometheus_*.deb .
  PATH=$dir/usr/bin:$PATH
fi

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const prometheus = require('prom-client');

async function total(registry) {
  return /^requests_total (\d+)$/m.exec(await registry.clusterMetrics())[1];
}

async function primary() {
  const registry = new prometheus.AggregatorRegistry();
  const fork = (count) => once(cluster.fork({ COUNT: count }), 'message');
  for (let i = 0; i < 4; i++) await fork(1000);
  const before = await total(registry);
  const [worker] = Object.values(cluster.workers);
  worker.kill();
  await once(worker, 'exit');
  await fork(0);
  console.log(before, await total(registry));
  process.exit();
}

function worker() {
  new prometheus.AggregatorRegistry();
  const counter = new prometheus.Counter({ name: 'requests_total', help: 'requests' });
  counter.inc(Number(process.env.COUNT));
  process.send('counted');
}

if (cluster.isPrimary) primary();
else worker();
JS

read -r before after <<<"$(node seen.js)"
cat > rules.yml <<YML
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
      - { series: requests_total, values: '${before}x8 ${after}x8' }
    promql_expr_test:
      - { expr: 'increase(requests_total[4m])', eval_time: 4m, exp_samples: [{ labels: '{}', value: -1 }] }
YML
promtool test rules rules.yml >rules.log 2>&1 || true
increase=$(sed -n 's/.*got: *{} *//p' rules.log)

promtool --version 2>&1 | sed -n 1p
echo "prom-client $(node -p 'require("prom-client/package.json").version'), Node $(node -p process.version)"
echo 'expected: the sum stays 4000, and with no request in four minutes the increase is 0'
echo "seen: the sum goes from $before to $after, and the increase is $increase"
if [ "$before $after $increase" != '4000 3000 3E+03' ]; then echo 'This has changed.'; exit 1; fi
