'use strict';

// Sockets that are passed to a program as systemd passes them: bound here, where nobody accepts, and given by LISTEN_FDS.

const dgram = require('node:dgram');
const { once } = require('node:events');
const net = require('node:net');

/** LISTEN_PID is the id of what the shell becomes. */
const LAUNCHER = ['/bin/sh', '-c', 'export LISTEN_PID=$$; exec "$@"', 'sh'];

/** A handle of a socket that is bound to a free port, or to a path. */
const bound = (address, port, type) => net._createServerHandle(address, port, type);

function portOf(handle) {
  const name = {};
  handle.getsockname(name);
  return name.port;
}

/** A bound UDP socket that nothing is read from. @returns {Promise<{handle: object, port: number}>} */
async function boundUDP() {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const symbol = Object.getOwnPropertySymbols(socket).find(
    (each) => String(each) === 'Symbol(state symbol)',
  );
  const { handle } = socket[symbol];
  handle.recvStop();
  return { handle, port: socket.address().port };
}

/** What start() of a program needs, so that it is given the handles. */
function passing(handles, names = '') {
  const fds = handles.map(({ fd }) => fd);
  return {
    launcher: LAUNCHER,
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
    env: { LISTEN_FDS: `${fds.length}`, LISTEN_FDNAMES: names },
  };
}

module.exports = { bound, boundUDP, portOf, passing };
