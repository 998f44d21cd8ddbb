'use strict';

module.exports = {
  proves: 'all workers have the session-ticket keys of the first one',
  program({ say, once }) {
    const cluster = require('node:cluster');
    const tls = require('node:tls');
    if (cluster.isWorker) {
      const server = tls.createServer();
      const own = server.getTicketKeys().toString('hex');
      server.listen(0, '127.0.0.1', () =>
        process.send([own, server.getTicketKeys().toString('hex')]),
      );
      return;
    }
    const go = async () => {
      const keys = [];
      for (let i = 0; i < 3; i++) keys.push((await once(cluster.fork(), 'message'))[0]);
      say(
        'shared',
        new Set(keys.map(([, shared]) => shared)).size,
        new Set(keys.map(([own]) => own)).size,
      );
      say('those of the first', keys[0][0] === keys[2][1]);
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
