'use strict';

module.exports = {
  proves: 'what JSON makes of the values that are sent',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const values = [
      null,
      0,
      -0,
      NaN,
      '',
      'ä€𝄞',
      true,
      [undefined],
      { a: undefined },
      new Date(0),
      [[]],
      { toJSON: () => 'j' },
      { map: new Map([[1, 2]]), bytes: new Uint8Array([1, 2]) },
    ];
    if (cluster.isWorker) {
      process.on('message', (message) => {
        say('message', message);
        if (message === 'end') process.disconnect();
      });
      return;
    }
    cluster.setupPrimary({ serialization: 'json' });
    const worker = cluster.fork();
    for (const value of values) worker.send(value);
    worker.send('end');
  },
};
