'use strict';

// systemd opens the port and keeps it: connections wait, and none is refused, while the service is
// restarted. The descriptor belongs to the primary, and every worker may listen on it by number.

const cluster = require('node:cluster');
const http = require('node:http');
const os = require('node:os');

const FIRST_FD = 3; // SD_LISTEN_FDS_START
const DEADLINE_MS = 10_000; // for a worker to finish; then it is killed

function primary() {
  const { LISTEN_FDS, LISTEN_PID } = process.env;
  // The variables are inherited: they count only in the process that they name.
  const activated = Number(LISTEN_PID) === process.pid && Number(LISTEN_FDS) >= 1;
  const env = activated ? { SOCKET_FD: FIRST_FD } : {};
  for (let i = 0; i < os.cpus().length; i++) cluster.fork(env);
  cluster.once('listening', (worker, { port }) => {
    console.log(`listening on ${activated ? "systemd's socket" : `http://localhost:${port}`}`);
  });
  cluster.on('exit', (worker, code) => {
    if (code !== 0) process.exitCode = 1; // Restart=on-failure
  });
  process.once('SIGTERM', () => {
    const workers = Object.values(cluster.workers);
    cluster.disconnect();
    setTimeout(() => {
      for (const worker of workers) worker.process.kill('SIGKILL');
    }, DEADLINE_MS).unref();
  });
}

function worker() {
  const { PORT = 8000, SOCKET_FD } = process.env;
  http
    .createServer((request, response) => response.end(`hello from ${process.ppid}\n`))
    .listen(SOCKET_FD ? { fd: Number(SOCKET_FD) } : Number(PORT));
}

if (cluster.isPrimary) primary();
else worker();
