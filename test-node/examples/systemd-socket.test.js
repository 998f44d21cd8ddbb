'use strict';

// The example systemd-socket, started by its .service's command with the descriptor and variables
// that systemd gives: connections wait while it starts and restarts, and none is refused.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { builtin } = require('../document/program');
const { ROOT, portOf, request, startExample } = require('./example');

const folder = path.join(ROOT, 'examples', 'systemd-socket');
// systemd sets LISTEN_PID to the process that it executes, as this shell does.
const ACTIVATE = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"';

/** A listening socket that nobody here accepts from, as systemd's: its fd. */
async function socketOf(t, address) {
  const server = net.createServer();
  server.listen(address);
  await once(server, 'listening');
  const { fd } = server._handle;
  const where = server.address();
  // The handle stops accepting, and keeps the descriptor, when its reading is stopped by unref and
  // a duplicate is made for each child; connections made before are left to the child.
  t.after(() => server.close());
  return { fd, where };
}

function startService(t, fd) {
  const service = fs.readFileSync(path.join(folder, 'hello.service'), 'utf8');
  const [, command] = service.match(/^ExecStart=(.*)$/m);
  return startExample(t, 'systemd-socket', {
    command,
    launcher: ['sh', '-c', ACTIVATE],
    stdio: [fd],
  });
}
