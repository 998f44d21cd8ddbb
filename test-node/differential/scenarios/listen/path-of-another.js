'use strict';

module.exports = {
  proves: 'a path that somebody has bound anew is not taken from him by the last close',
  differs: {
    id: 'path-is-anothers',
    builtin: ['<gone>'],
    gocluster: ['<there>'],
  },
  program({ to, say, once }) {
    const cluster = require('node:cluster');
    const fs = require('node:fs');
    const net = require('node:net');
    const path = require('node:path');
    if (cluster.isWorker) return net.createServer().listen(process.env.SOCKET);
    const file = path.join(__dirname, 's');
    const worker = cluster.fork({ SOCKET: file });
    once(worker, 'listening').then(() => {
      fs.unlinkSync(file);
      const another = net.createServer().listen(file, () => {
        worker.disconnect();
        once(worker, 'exit').then(() => {
          to('path-is-anothers')(fs.existsSync(file) ? '<there>' : '<gone>');
          another.close(() => say('closed'));
        });
      });
    });
  },
};
