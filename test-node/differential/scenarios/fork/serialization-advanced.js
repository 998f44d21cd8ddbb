'use strict';

module.exports = {
  proves: 'serialization advanced carries what JSON cannot, both ways',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const value = {
      map: new Map([[1, 'a']]),
      big: 5n,
      date: new Date(0),
      bytes: Buffer.from('xyz'),
      none: undefined,
    };
    if (cluster.isWorker) {
      process.on('message', (message) => {
        say('message', message, message.map instanceof Map, Object.keys(message));
        process.send(value, () => process.disconnect());
      });
      return;
    }
    cluster.setupPrimary({ serialization: 'advanced' });
    const worker = cluster.fork();
    worker.on('message', (message) => say('message', message, message.date instanceof Date));
    worker.send(value);
  },
};
