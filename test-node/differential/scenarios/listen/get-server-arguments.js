'use strict';

module.exports = {
  proves: 'what net gives to cluster._getServer()',
  program({ say, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const { _getServer } = cluster;
    cluster._getServer = function (...args) {
      say(
        'getServer',
        this === cluster,
        args.length,
        args[0].constructor.name,
        args[1],
        typeof args[2],
      );
      return Reflect.apply(_getServer, this, args);
    };
    net.createServer().listen(0, '127.0.0.1', () => {
      net
        .createServer()
        .listen({ path: `${folder}/s`, readableAll: true, backlog: 9 }, () => process.exit());
    });
  },
};
