'use strict';

// Many clients on a Unix socket, as a proxy in front would be: the kernel refuses connections when the socket's queue is full.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const CLIENTS = 2_500;
const COMPUTE_MS = 1;
const TIMEOUT_MS = 20_000;

module.exports = {
  name: 'unix-clients',
  title: '2,500 clients on a Unix socket, 2 workers, handlers compute for 1 ms',
  columns: [
    { name: 'refused', title: 'refused', digits: 0 },
    { name: 'failed', title: 'failed', digits: 0 },
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'tcp', compute: COMPUTE_MS, path: socket() }],

  async measure({ cluster, setting, sizes, record }) {
    try {
      const load = await cluster.load({
        clients: CLIENTS,
        duration: sizes.many,
        timeout: TIMEOUT_MS,
      });
      const { refused, hung, cut, perSecond } = load;
      record({ refused, failed: hung + cut, perSecond });
    } finally {
      fs.rmSync(setting.path, { force: true });
    }
  },
};

function socket() {
  return path.join(os.tmpdir(), `gocluster-bench-${process.pid}.sock`);
}
