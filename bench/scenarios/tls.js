'use strict';

// HTTPS, a full handshake per request: the handshake hides most of the hand-off.

const { columns, values } = require('./speed');

// A handshake costs this many times as much as a plain connection: the warm-up has this many times fewer connections.
const HANDSHAKE = 5;

module.exports = {
  name: 'tls',
  title: 'HTTPS, one connection per request, 2 workers, 32 clients',
  columns,
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'tls' }],

  async measure({ cluster, sizes, record }) {
    const { settle: warm, short: duration } = sizes;
    await cluster.warmUp(sizes.warmUp / HANDSHAKE);
    record(values(cluster, await cluster.load({ clients: 32, warm, duration })));
  },
};
