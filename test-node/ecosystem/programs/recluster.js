'use strict';

// recluster: workers are replaced without a gap whenever SIGUSR2 arrives.

const path = require('node:path');
const recluster = require('recluster');

const WORKERS = 2;

const balancer = recluster(path.join(__dirname, 'hello.js'), {
  workers: WORKERS,
  args: ['again'],
  timeout: 10,
  respawn: 0.05,
  log: { respawns: false },
});
balancer.run();

const ids = () => balancer.workers().map((worker) => worker.id);
let listening = 0;
balancer.on('listening', (worker, { port }) => {
  if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  else if (listening > WORKERS) console.log(JSON.stringify({ up: worker.id }));
});
balancer.on('exit', (worker) => {
  console.log(JSON.stringify({ gone: [worker.id, worker.exitedAfterDisconnect] }));
});
process.on('SIGUSR2', () => {
  balancer.reload(() => console.log(JSON.stringify({ reloaded: ids() })));
});
process.on('SIGTERM', () => {
  balancer.terminate(() => {
    console.log(JSON.stringify({ terminated: ids() }));
  });
});
