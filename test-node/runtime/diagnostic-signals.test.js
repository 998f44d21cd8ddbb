'use strict';
// Signals that make Node write something: --heapsnapshot-signal and --report-on-signal, sent to a primary and a worker
// while connections flow. The files are whole, and the cluster serves on.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { folder } = require('../listening/remote/clients.js');
const { load } = require('../handoff/load.js');

const WRITERS = {
  heapsnapshot: {
    flags: (dir) => ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${dir}`],
    file: /\.heapsnapshot$/,
    check: (content, pid, name) => {
      assert.ok(content.snapshot.node_count > 1000);
      assert.ok(name.includes(`.${pid}.`), `${name} is of ${pid}`);
    },
  },
  report: {
    flags: (dir) => ['--report-on-signal', '--report-signal=SIGUSR2', `--report-directory=${dir}`],
    file: /\.json$/,
    check: (content, pid) => {
      assert.equal(content.header.processId, pid);
      assert.equal(content.header.event, 'SIGUSR2');
    },
  },
};

/** The content of a file that may still be written, once it is whole. */
function whole(dir, name) {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, name), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

for (const [name, { flags, file, check }] of Object.entries(WRITERS)) {
  test(`${name} by a signal, of a primary and a worker`, async (t) => {
    const dir = folder(t);
    const cluster = await start(t, { workers: 2, execArgv: flags(dir), cwd: dir });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    const clients = load(port);
    const seen = new Set();
    for (const member of [cluster.primary, cluster.workers[0], cluster.primary]) {
      member.kill('SIGUSR2');
      const fresh = () => fs.readdirSync(dir).find((each) => file.test(each) && !seen.has(each));
      const written = await until(fresh, `a ${name} of ${member.to}\n${cluster.output}`);
      const content = await until(() => whole(dir, written), `the whole of ${written}`);
      seen.add(written);
      check(content, member.pid, written);
      await clients.served(20);
    }
    await clients.stop();
  });
}
