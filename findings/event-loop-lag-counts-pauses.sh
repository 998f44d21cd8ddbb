#!/usr/bin/env bash
# perf_hooks.monitorEventLoopDelay(), from which prom-client and @fastify/under-pressure take their event loop lag, adds one value for each
# turn of its timer. A loop that stands still for half of each second adds one long value and fifty short ones: the 90th percentile says
# that all is well, while every other client waits.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3 fastify@5.12.8 @fastify/under-pressure@9.2.0

cat > clients.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const { parentPort, workerData: port } = require('node:worker_threads');

const [waits, codes] = [[], []];
async function get() {
  const start = performance.now();
  const [response] = await once(http.get({ port, host: '127.0.0.1', agent: false }), 'response');
  response.resume();
  waits.push(performance.now() - start);
  codes.push(response.statusCode);
}
const timer = setInterval(get, 50);
setTimeout(() => clearInterval(timer), 10000);
setTimeout(() => {
  const p90 = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)] / 1000;
  parentPort.postMessage({ p90, refused: codes.filter((code) => code === 503).length });
}, 11000);
JS
cat > seen.js <<'JS'
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const fastify = require('fastify');
const prometheus = require('prom-client');
const pressure = require('@fastify/under-pressure');

async function lag() {
  return Number(/^nodejs_eventloop_lag_p90_seconds (.+)$/m.exec(await prometheus.register.metrics())[1]);
}

/** Stands still for 500 ms of each second, as a server does that renders a report or parses a large body. */
function block() {
  const end = performance.now() + 500;
  while (performance.now() < end);
}

(async () => {
  const app = fastify();
  await app.register(pressure, { maxEventLoopDelay: 100 });
  app.get('/', async () => 'ok');
  await app.listen({ host: '127.0.0.1', port: 0 });
  prometheus.collectDefaultMetrics();
  const blocking = setInterval(block, 1000);
  const [{ p90, refused }] = await once(new Worker('./clients.js', { workerData: app.server.address().port }), 'message');
  clearInterval(blocking);
  const reported = await lag();
  console.error(`in figures: ${p90.toFixed(3)} s against ${reported.toFixed(3)} s`);
  console.log(`90% of the clients wait up to ${p90 > 0.25 ? 'more than 0.25' : 'less than 0.25'} s`);
  console.log(`nodejs_eventloop_lag_p90_seconds says ${reported > 0.1 ? 'more than 0.1' : 'less than 0.1'} s`);
  console.log(`under-pressure with maxEventLoopDelay 100 refuses ${refused ? 'some' : 'none'}`);
  process.exit();
})();
JS

recorded='90% of the clients wait up to more than 0.25 s
nodejs_eventloop_lag_p90_seconds says less than 0.1 s
under-pressure with maxEventLoopDelay 100 refuses none'
version() { node -p "require('$1/package.json').version"; }
echo "prom-client $(version prom-client), @fastify/under-pressure $(version @fastify/under-pressure), Node $(node -p process.version)"
echo 'expected: the lag says more than 0.25 s, too, and some are refused'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
