'use strict';
// Warnings and errors of gocluster's name what they are about and repeat nothing of the program's: no value
// of an environment variable, no message, no argument.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { withDescriptors } = require('../limits/shortage.js');

const SECRET = 'correct-horse-battery-staple';

/** Everything that gocluster has to complain about, in one program. */
function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const secret = process.env.PASSWORD;
  if (cluster.isWorker) {
    process.on('message', () => {
      process.send({ secret });
      // Not a word that the core knows.
      for (const fd of fs.readdirSync('/proc/self/fd').map(Number)) {
        try {
          if (fd > 3 && fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')) {
            fs.writeSync(fd, secret);
          }
        } catch {
          // not that one
        }
      }
    });
    return;
  }
  const complaints = [];
  const attempt = (act) => {
    try {
      act();
    } catch (error) {
      complaints.push(error);
    }
  };
  process.on('warning', (warning) => {
    complaints.push(warning);
    // In full, as nobody would print them.
    for (const { name, code, message, stack } of complaints) {
      report('complaint', { name, code, message, stack });
    }
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
  });

  cluster.setupPrimary({ args: { env: { secret } } });
  attempt(() => cluster.fork());
  cluster.setupPrimary({ args: [secret] });
  const taken = [];
  try {
    for (;;) taken.push(fs.openSync('/dev/null'));
  } catch {
    cluster.fork({ ALSO: secret }).on('error', (error) => {
      complaints.push(error); // its spawnargs are the arguments, as under Node
      for (const fd of taken) fs.closeSync(fd);
      const worker = cluster.fork({ ALSO: secret });
      worker.on('online', () => worker.send({ secret }));
    });
  }
}

test('neither in errors nor in warnings nor on a stream', { skip: GOCLUSTER_ONLY }, async (t) => {
  const command = withDescriptors(t, 100);
  const running = run(t, program, { command, env: { PASSWORD: SECRET } });
  await running.end();
  const said = running.all('complaint');
  const codes = said.map(({ code }) => code);
  assert.deepEqual(codes, ['ERR_INVALID_ARG_TYPE', 'EMFILE', 'GOCLUSTER_CHANNEL']);
  assert.ok(!JSON.stringify(said).includes(SECRET), JSON.stringify(said));
  assert.ok(!`${running.stdout}${running.stderr}`.includes(SECRET), running.stderr);
  assert.match(running.stderr, /GOCLUSTER_CHANNEL/);
});
