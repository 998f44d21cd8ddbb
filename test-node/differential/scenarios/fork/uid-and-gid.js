'use strict';

module.exports = {
  proves: 'uid and gid of the settings are given to the process',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say(
        'ids',
        process.getuid() === Number(process.argv[2]),
        process.getgid() === Number(process.argv[3]),
      );
      return process.exit();
    }
    const [uid, gid] = [process.getuid(), process.getgid()];
    cluster.setupPrimary({ uid, gid, args: [`${uid}`, `${gid}`] });
    cluster.fork();
  },
};
