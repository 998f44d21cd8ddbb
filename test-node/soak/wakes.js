'use strict';

// By hand: node test-node/soak/wakes.js [--changes 10000000]
//
// Workers become idle and busy again, millions of times, on clusters of 1 to 16 workers, with fewer and with more clients than there
// are workers: where a wake could be lost a worker is idle for ever while connections wait. Each connection that the core hands out
// makes an idle worker busy, which is idle again after it: two changes. Every connection must be served, and the core, whose clock
// would mend a lost wake, must have counted none.

const { parseArgs } = require('node:util');
const { Cluster } = require('../../bench/cluster.js');
const generator = require('../../bench/generator.js');
const { line, describe } = require('../../bench/machine.js');
const { named } = require('../../bench/modes.js');

const WORKERS = [1, 2, 3, 4, 8, 16];
const ROUND = 20_000; // connections
const ROUND_MS = 60_000;
/** A wake that is lost is mended within 40 ms: later is a connection that nobody serves. */
const HUNG_MS = 10_000;

const { values } = parseArgs({ options: { changes: { type: 'string', default: '10000000' } } });

/** As many clients as make workers idle often: about as many as there are, or fewer, or a few more. */
function clientsOf(workers, round) {
  const kinds = [workers, 1, workers + 1, Math.ceil(workers / 2), 2 * workers, 3 * workers];
  return kinds[round % kinds.length];
}

async function run(workers, wanted) {
  const cluster = await Cluster.start(named(['gocluster'])[0], { workers, protocol: 'tcp' });
  const total = { changes: 0, connections: 0, failed: 0, lost: 0, longest: 0 };
  try {
    for (let round = 0; total.changes < wanted; round++) {
      const clients = clientsOf(workers, round);
      const load = await cluster.load({
        clients,
        count: ROUND,
        duration: ROUND_MS,
        timeout: HUNG_MS,
      });
      const { taken, pulled, lostWakes } = await cluster.pulled();
      total.changes = 2 * (taken - pulled);
      total.connections = taken;
      total.lost = lostWakes;
      total.failed += load.hung + load.cut + load.refused + load.wrong;
      total.longest = Math.max(total.longest, load.latency.max / 1000);
    }
  } finally {
    await cluster.stop();
  }
  return total;
}

async function main() {
  generator.build();
  console.log(line(describe()));
  let changes = 0;
  for (const workers of WORKERS) {
    const total = await run(workers, Number(values.changes) / WORKERS.length);
    changes += total.changes;
    console.log(
      `${workers} workers: ${total.changes} changes, ${total.connections} connections, ` +
        `${total.failed} not served, ${total.lost} wakes lost, longest ${total.longest.toFixed(0)} ms`,
    );
    if (total.failed > 0 || total.lost !== 0) process.exitCode = 1;
  }
  console.log(`${changes} changes`);
}

main();
