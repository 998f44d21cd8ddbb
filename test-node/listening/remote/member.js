'use strict';
// The cluster program that tests steer: the primary and its workers run what the test sends them.
// An ordinary program, the same under Node's own cluster and under gocluster. start.js forks it.

const cluster = require('node:cluster');

const state = {};

async function run({ id, source, args }, reply) {
  try {
    const fn = new Function('require', `return (${source});`)(require);
    reply({ reply: id, value: await fn({ cluster, state }, ...args) });
  } catch (error) {
    const { name, code, errno, syscall, address, port, message, stack } = error;
    reply({ reply: id, error: { name, code, errno, syscall, address, port, message, stack } });
  }
}

function beWorker() {
  process.on('message', (message) => {
    if (message.source) run(message, (answer) => process.connected && process.send(answer));
  });
}

function bePrimary() {
  // Workers that have disconnected are gone from cluster.workers, yet may still answer.
  const workers = new Map();
  const tell = (message) => process.connected && process.send(message);

  cluster.on('message', (worker, message) => {
    if (message.reply) tell(message);
  });
  cluster.on('fork', (worker) => workers.set(worker.id, worker));
  cluster.on('listening', (worker, address) =>
    tell({ event: 'listening', worker: worker.id, address }),
  );
  cluster.on('disconnect', (worker) => tell({ event: 'disconnect', worker: worker.id }));
  cluster.on('exit', (worker, code, signal) =>
    tell({ event: 'exit', worker: worker.id, code, signal }),
  );
  process.on('message', (message) => {
    if (message.to === 'primary') run(message, tell);
    else workers.get(message.to).send(message);
  });
  // The test ended without stopping us: take the workers along.
  process.on('disconnect', () => process.exit(0));
}

if (cluster.isPrimary) bePrimary();
else beWorker();
