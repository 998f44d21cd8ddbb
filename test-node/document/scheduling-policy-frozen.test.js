'use strict';

// schedulingPolicy is frozen by setupMaster() or the first fork(): what is set later changes
// nothing. Which policy rules is seen in the worker: only with SCHED_NONE does it hold the
// listening socket.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const fs = require('node:fs');
  if (cluster.isWorker) {
    require('node:net')
      .createServer()
      .listen(0, '127.0.0.1', function () {
        // A line of the table: sl local_address rem_address st ... inode; st 0A is LISTEN.
        const port = this.address().port.toString(16).toUpperCase().padStart(4, '0');
        const [inode] = fs
          .readFileSync('/proc/net/tcp', 'utf8')
          .split('\n')
          .map((line) => line.trim().split(/\s+/))
          .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === '0A')
          .map((fields) => fields[9]);
        const held = fs.readdirSync('/proc/self/fd').some((fd) => {
          try {
            return fs.readlinkSync(`/proc/self/fd/${fd}`) === `socket:[${inode}]`;
          } catch {
            return false; // the folder's own descriptor is gone again
          }
        });
        report(inode !== undefined, held);
        cluster.worker.disconnect();
      });
    return;
  }
  const [, , policy, freeze, later] = process.argv;
  cluster.schedulingPolicy = cluster[policy];
  if (freeze === 'setup') cluster.setupMaster();
  else cluster.fork({ TEST_FREEZE: '1' });
  cluster.schedulingPolicy = cluster[later];
  if (freeze === 'setup') cluster.fork();
}

const skip = process.platform !== 'linux' && 'the sockets of a process are read from /proc';

for (const freeze of ['setup', 'fork']) {
  test(`SCHED_RR stays after ${freeze}`, { skip }, async (t) => {
    const { reports } = await run(t, program, { args: ['SCHED_RR', freeze, 'SCHED_NONE'] });
    assert.deepEqual(reports, [[true, false]]);
  });
  test(`SCHED_NONE stays after ${freeze}`, { skip }, async (t) => {
    const { reports } = await run(t, program, { args: ['SCHED_NONE', freeze, 'SCHED_RR'] });
    assert.deepEqual(reports, [[true, true]]);
  });
}
