#!/usr/bin/env bash
# tsx runs a program in a process of its own and passes SIGINT and SIGTERM on to it. The signals by which servers are reloaded or told to
# drain, SIGHUP, SIGUSR2 and SIGQUIT, end tsx instead: the service manager sees an exit and starts a second server, while the first one,
# which had a handler, never heard of it, goes on and has the port.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts tsx@4.23.15

cat > server.ts <<'TS'
import { createServer } from 'node:net';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGQUIT'] as const;
for (const signal of signals) process.on(signal, () => process.send!(`heard ${signal}`));
createServer((socket) => socket.end()).listen(0, '127.0.0.1', function (this: any) {
  process.send!({ pid: process.pid, port: this.address().port });
});
TS
cat > seen.js <<'JS'
const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

/** @returns {Promise<boolean>} whether somebody listens on the port */
function serves(port) {
  const socket = net.connect(port, '127.0.0.1');
  return new Promise((resolve) => socket.on('connect', () => resolve(true)).on('error', () => resolve(false)));
}

async function main() {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGQUIT']) {
    const tsx = fork('node_modules/tsx/dist/cli.mjs', ['server.ts'], { execArgv: [] });
    const [{ pid, port }] = await once(tsx, 'message');
    tsx.kill(signal);
    const heard = once(tsx, 'message').then(([message]) => message);
    const ended = once(tsx, 'exit').then(() => 'tsx ends');
    const first = await Promise.race([heard, ended]);
    const state = (await serves(port)) ? 'the server has the port' : 'nobody has the port';
    console.log(`${signal}: ${first === `heard ${signal}` ? 'the program hears it' : first}, ${state}`);
    process.kill(pid, 'SIGKILL');
    tsx.kill('SIGKILL');
  }
  process.exit();
}
main();
JS

recorded='SIGTERM: the program hears it, the server has the port
SIGINT: the program hears it, the server has the port
SIGHUP: tsx ends, the server has the port
SIGUSR2: tsx ends, the server has the port
SIGQUIT: tsx ends, the server has the port'
echo "tsx $(node -p 'require("tsx/package.json").version'), Node $(node -p process.version)"
echo 'expected: the program hears every signal that can be handled, or ends with tsx'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
