#!/usr/bin/env bash
# pidusage computes the CPU of a process from its previous look, which it forgets after maxage, a minute unless told otherwise. Without a
# previous look it compares the process with itself at the same instant: 0%. A program that looks every two minutes is told 0 each time, of
# a process that uses a whole core. (Here maxage is half a second, and the looks are a second apart.)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts pidusage@4.1.0

cat > seen.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const pidusage = require('pidusage');

async function looks(maxage) {
  const busy = spawn(process.execPath, ['-e', 'console.log("up"); for (;;);'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(busy.stdout, 'data');
  const seen = [];
  for (let i = 0; i < 5; i++) {
    await sleep(1000);
    const { cpu, ctime } = await pidusage(busy.pid, { maxage });
    seen.push(cpu > 0 ? 'busy' : ctime > 0 ? '0' : 'not started');
  }
  busy.kill();
  return seen.join(', ');
}

looks(Number(process.argv[2])).then(console.log).finally(() => process.exit());
JS

recorded='looks within maxage: 0, busy, busy, busy, busy
looks further apart: 0, 0, 0, 0, 0'
echo "pidusage $(node -p 'require("pidusage/package.json").version'), Node $(node -p process.version)"
echo 'expected: busy ten times, at first as an average since the start'
seen=$(echo "looks within maxage: $(node seen.js 60000)"; echo "looks further apart: $(node seen.js 500)")
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
