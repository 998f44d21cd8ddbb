#!/usr/bin/env bash
# log4js in a cluster worker sends each event to the primary as JSON. What the primary logs without trouble throws out of log.info()
# in a worker, or arrives empty.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts log4js@6.9.1

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const { writeSync } = require('node:fs');
const log4js = require('log4js');

const layout = { type: 'pattern', pattern: '%m' };
log4js.configure({
  appenders: { out: { type: 'stdout', layout } },
  categories: { default: { appenders: ['out'], level: 'info' } },
});
const log = log4js.getLogger();
const who = cluster.isPrimary ? 'primary' : 'worker';
const values = [10n, { id: 10n }, Symbol('s'), new Map([['a', 1]]), /x/, () => {}];
for (const [index, value] of values.entries()) {
  try {
    log.info(`${who} ${index}`, value);
  } catch (error) {
    writeSync(1, `${who} ${index} ${error.name}\n`);
  }
}
if (cluster.isPrimary) cluster.fork();
else cluster.worker.disconnect();
JS

recorded='primary 0 10n
primary 1 { id: 10n }
primary 2 Symbol(s)
primary 3 Map(1) { '"'a'"' => 1 }
primary 4 /x/
primary 5 [Function (anonymous)]
worker 0 TypeError
worker 1 TypeError
worker 2 TypeError
worker 3 {}
worker 4 {}
worker 5 null'

echo "log4js $(node -p 'require("log4js/package.json").version'), Node $(node -p process.version)"
echo 'expected: a worker logs what the primary logs; logging never throws'
seen=$(node seen.js | LC_ALL=C sort)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
