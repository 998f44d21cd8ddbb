'use strict';

// By hand: node test-node/soak/crashes.js [--crashes 30000]
//
// A service whose program ends at once, again and again: what its supervisor has must not grow with the crashes. Of the heap and the
// descriptors it is what it was after the first third. Of the rest the Go core collects no garbage before it has 16 MB.
//
// Without STEADY the heap grows by some 200 bytes a crash for thousands of crashes: code that V8 optimizes, and nothing else. What
// ends at once is /bin/false, in node's place, after a first start that has served: it is sooner done.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { openFds } = require('../../bench/process.js');
const { start } = require('../../supervisor');

const STEADY = ['--expose-gc', '--no-opt', '--max-semi-space-size=1', '--v8-pool-size=0'];
const LOOKS = 12;
/** Bytes of heap a crash: code that runs for the first time is compiled, now and then. */
const SLOPE_MAX = 32;
/** Megabytes that nobody shares: 16 of the core's garbage, and what malloc keeps. */
const GROWTH_MAX = 24;

const { values } = parseArgs({ options: { crashes: { type: 'string', default: '30000' } } });
const wanted = Number(values.crashes);

function look(crashes) {
  global.gc();
  global.gc();
  const status = fs.readFileSync('/proc/self/status', 'latin1');
  const anonymous = Number(/^RssAnon:\s+(\d+)/m.exec(status)[1]) / 1024;
  const heap = process.memoryUsage().heapUsed;
  const found = { crashes, heap, fds: openFds(process.pid), anonymous };
  console.log(
    `${String(crashes).padStart(6)}  heap ${heap}, ${found.fds} fds, ${anonymous.toFixed(1)} MB of its own`,
  );
  return found;
}

/** What has grown by more than it may since the first third. */
function grown(looks) {
  const [first, last] = [looks[Math.floor(looks.length / 3)], looks.at(-1)];
  const slope = (last.heap - first.heap) / (last.crashes - first.crashes);
  console.log(`heap: ${slope.toFixed(1)} bytes a crash`);
  return [
    slope > SLOPE_MAX && `the heap grew by ${slope.toFixed(0)} bytes a crash`,
    last.fds > first.fds && `descriptors grew from ${first.fds} to ${last.fds}`,
    last.anonymous - first.anonymous > GROWTH_MAX &&
      `memory grew by ${(last.anonymous - first.anonymous).toFixed(0)} MB`,
  ].filter(Boolean);
}

async function crash(folder) {
  const script = path.join(folder, 'app.js');
  fs.writeFileSync(script, `require('node:net').createServer().listen(0, '127.0.0.1')`);
  const atOnce = { minUptime: 0, restartDelay: 0, settleTime: 0 };
  const supervisor = await start({ script, workers: 2, control: false, quiet: true, ...atOnce });
  const ready = new Promise((resolve) =>
    supervisor.on('ready', () => {
      if (supervisor.workers().every(({ state }) => state === 'ready')) resolve();
    }),
  );
  await ready;
  process.execPath = '/bin/false';
  const looks = [];
  await new Promise((resolve) => {
    let crashes = 0;
    supervisor.on('exit', () => {
      if (++crashes % Math.floor(wanted / LOOKS) === 0) looks.push(look(crashes));
      if (looks.length === LOOKS) resolve();
    });
    for (const { pid } of supervisor.workers()) process.kill(pid, 'SIGKILL');
  });
  await supervisor.stop({ now: true });
  const complaints = grown(looks);
  for (const complaint of complaints) console.log(complaint);
  process.exit(complaints.length > 0 ? 1 : 0);
}

if (global.gc) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-crashes-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true }));
  crash(folder);
} else {
  const words = [...STEADY, __filename, ...process.argv.slice(2)];
  // The log has a line a crash.
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'inherit', 'ignore'] });
  process.exitCode = status ?? 1;
}
