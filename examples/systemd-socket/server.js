'use strict';

// systemd opens the port and keeps it: connections wait, and none is refused, while the service is
// restarted. The descriptor belongs to the primary, and every worker may listen on it by number.

const cluster = require('node:cluster');
const http = require('node:http');
const os = require('node:os');

const FIRST_FD = 3; // SD_LISTEN_FDS_START

function primary() {
  const { LISTEN_FDS, LISTEN_PID } = process.env;
  // The variables are inherited: they count only in the process that they name.
  const activated = Number(LISTEN_PID) === process.pid && Number(LISTEN_FDS) >= 1;
  const env = activated ? { SOCKET_FD: FIRST_FD } : {};
  for (let i = 0; i < os.cpus().length; i++) cluster.fork(env);
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on ${activated ? "systemd's socket" : `http://localhost:${port}`}`);
  });
  process.once('SIGTERM', () => cluster.disconnect());
}

function worker() {
  const { PORT = 8000, SOCKET_FD } = process.env;
  http
    .createServer((request, response) => response.end(`hello from ${process.ppid}\n`))
    .listen(SOCKET_FD ? { fd: Number(SOCKET_FD) } : Number(PORT));
}

if (cluster.isPrimary) primary();
else worker();
