'use strict';

// Proves that a program which starts a service has nothing of it left when the service has ended, or could not be started: the next one
// serves.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('a service that ends, one that cannot start, and another one', async (t) => {
  const program = run(
    t,
    async (report) => {
      const { once } = require('node:events');
      const { get } = require('node:http');
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
        const [{ addresses }] = await once(supervisor, 'serving');
        const [{ port }] = addresses.values();
        const [{ statusCode }] = await once(get({ port, agent: false }), 'response');
        report('served', [statusCode, ...left()]);
        await supervisor.stop();
        report('ended', left());
      };
      await round();
      let refused;
      // So often that a listener which each of them left would cause a warning.
      for (let i = 0; i < 11; i++)
        await start({ ...settings, policy: 'rr', sticky: 'address' }).catch(
          (error) => (refused = error.code),
        );
      report('refused', [refused, ...left()]);
      await round();
    },
    {
      install: true,
      preload: [],
      files: {
        'app.js':
          "require('node:http').createServer((request, response) => response.end()).listen(0);",
      },
    },
  );
  const reports = await program.success();
  assert.deepEqual(
    reports.map(({ name, value }) => [name, value]),
    [
      ['served', [200, 2, 1]],
      ['ended', [0, 0]],
      ['refused', ['ERR_GOCLUSTER_CONFIG', 0, 0]],
      ['served', [200, 2, 1]],
      ['ended', [0, 0]],
    ],
  );
});
