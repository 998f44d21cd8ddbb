'use strict';

// cfork forks anew for every worker that goes; SIGUSR2 replaces them one after the other.

const path = require('node:path');
const { cfork, setDisableRefork } = require('cfork');

const WORKERS = 2;

let listening = 0;
let retiring = null;

const cluster = cfork({
  exec: path.join(__dirname, 'hello.js'),
  args: ['from cfork'],
  count: WORKERS,
});

cluster.on('listening', (worker, { port }) => {
  if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  if (retiring) retireNext();
  else if (listening > WORKERS) console.log(JSON.stringify({ revived: worker.id }));
});
cluster.on('exit', (worker, code, signal) => {
  console.log(JSON.stringify({ gone: [code, signal, worker.exitedAfterDisconnect] }));
});
// Whether 'exit' comes before 'disconnect' is open, and cfork calls the one unexpected. Without this it prints an error.
cluster.on('unexpectedExit', () => {});

/** The next one may go as soon as the successor of the last one serves. */
function retireNext() {
  if (retiring.length > 0) {
    retiring.shift().disconnect();
    return;
  }
  retiring = null;
  console.log(JSON.stringify({ reloaded: Object.keys(cluster.workers).length }));
}

process.on('SIGUSR2', () => {
  retiring = Object.values(cluster.workers);
  retireNext();
});
process.on('SIGTERM', () => {
  for (const worker of Object.values(cluster.workers)) {
    setDisableRefork(worker, true);
    worker.process.kill('SIGTERM');
  }
});
