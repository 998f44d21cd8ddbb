'use strict';

// Proves that a program which starts a service has nothing of it left when the service has ended, or could not be started.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('a service that ends, one that cannot start, and another one', async (t) => {
  const program = run(
    t,
    async (report) => {
      const { once } = require('node:events');
      const { Server } = require('node:net');
      const { start } = require('gocluster/supervisor');
      const servers = [];
      const { listen } = Server.prototype;
      Server.prototype.listen = function (...args) {
        servers.push(this);
        return listen.apply(this, args);
      };
      const settings = { script: 'app.js', workers: 1, control: false, quiet: true, watch: true };
      const left = () => [
        servers.filter(({ listening }) => listening).length,
        process.listenerCount('SIGTERM'),
      ];
      const round = async () => {
        const supervisor = await start({ ...settings, health: 0, agentCheck: '127.0.0.1:0' });
        await once(supervisor, 'serving');
        report('served', left());
        await supervisor.stop();
        report('ended', left());
      };
      await round();
      await start({ ...settings, policy: 'rr', sticky: 'address' }).catch(({ code }) =>
        report('refused', [code, ...left()]),
      );
      await round();
    },
    {
      install: true,
      preload: [],
      files: { 'app.js': "require('node:http').createServer().listen(0);" },
    },
  );
  const reports = await program.success();
  assert.deepEqual(
    reports.map(({ name, value }) => [name, value]),
    [
      ['served', [2, 1]],
      ['ended', [0, 0]],
      ['refused', ['ERR_GOCLUSTER_CONFIG', 0, 0]],
      ['served', [2, 1]],
      ['ended', [0, 0]],
    ],
  );
});
