'use strict';

// A stand-in for systemd's socket activation: node socket-parent.js ADDRESS COMMAND... opens a
// socket and, for each line on its standard input, runs the command with the socket as descriptor 3.
// It never returns to its event loop, so it takes no connection itself.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');

const [, , address, ...command] = process.argv;
// systemd sets LISTEN_PID to the process that it executes, as this shell does.
const ACTIVATE = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"';

const listen = address === '0' ? { port: 0, host: '127.0.0.1' } : { path: address };
const server = net.createServer().listen(listen, () => {
  console.log(`socket ${server.address().port ?? server.address()}`);
  const line = Buffer.alloc(64);
  while (fs.readSync(0, line) > 0) {
    const { status, signal } = spawnSync('sh', ['-c', ACTIVATE, ...command], {
      stdio: ['ignore', 'inherit', 'inherit', server._handle.fd],
    });
    console.log(`ended ${status} ${signal}`);
  }
  process.exit(0);
});
