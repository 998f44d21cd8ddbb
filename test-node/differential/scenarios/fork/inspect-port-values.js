'use strict';

module.exports = {
  proves: 'the --inspect-port that a worker gets for each kind of inspectPort',
  policies: ['rr'],
  program({ to, attempt }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      const port = process.execArgv.filter((flag) => flag.startsWith('--inspect-port'));
      to(`worker ${cluster.worker.id}`)(
        'port',
        port.join(' ').replaceAll('=', ' '),
        process.debugPort,
      );
      return process.exit();
    }
    cluster.setupPrimary({ execArgv: [...process.execArgv, '--inspect-port=9555'] });
    for (const inspectPort of [undefined, 0, 9777, () => 9888, 70000, 'text', () => 'text', -1]) {
      cluster.setupPrimary({ inspectPort });
      attempt('fork', () => cluster.fork().id);
    }
  },
};
