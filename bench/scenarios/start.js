'use strict';

// The time from the first fork() until the fourth worker listens.

module.exports = {
  name: 'start',
  title: 'From fork to listening, 4 workers',
  columns: [{ name: 'start', title: 'ms', digits: 1, ratio: true }],
  rounds: { full: 15, quick: 3 },
  settings: () => [{ workers: 4, protocol: 'http' }],

  measure({ cluster, record }) {
    record({ start: cluster.startTime });
  },
};
