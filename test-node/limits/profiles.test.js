'use strict';
// Under the seccomp profiles that Docker and Podman give a container, and under systemd's hardening, workers are served by the core, in
// the primary's process where a thread may have a descriptor table of its own there, and nobody is warned of anything.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, folder } = require('../listening/remote/clients.js');
const { coresOf } = require('../process/core.js');
const { cores } = require('../runtime/threads.js');
const { obstacle } = require('./fault.js');
const { through } = require('./shortage.js');
const profiles = require('./profiles.js');

const isProcess = process.env.GOCLUSTER_CORE === 'process';

const PROFILES = [
  { name: 'Docker', rules: () => profiles.docker(), where: 'thread' },
  {
    name: 'Docker before 20.10.4, which does not know close_range',
    rules: () => profiles.docker('close_range'),
    where: 'process',
  },
  { name: 'Podman', rules: profiles.podman, where: 'thread' },
  { name: 'systemd: @system-service and @pkey', rules: profiles.systemd, where: 'thread' },
];

for (const { name, rules, where } of PROFILES) {
  test(name, { skip: GOCLUSTER_ONLY || obstacle() }, async (t) => {
    const text = rules();
    if (text === null) return t.skip('there is no systemd here');
    const dir = folder(t);
    const [file, profile] = [path.join(dir, 'rules'), path.join(dir, 'profile')];
    fs.writeFileSync(file, text);
    const flags = ['-Wall', '-Wextra', '-Werror', '-O1', '-o', profile];
    execFileSync('cc', [...flags, path.join(__dirname, 'profile.c')]);
    const line = `exec '${profile}' '${file}' '${process.execPath}' "$@"`;
    const cluster = await start(t, { workers: 2, execPath: through(t, line) });
    const { pid } = cluster.primary;
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    await allAnswer(port, cluster.workers);
    const inThread = where === 'thread' && !isProcess;
    assert.equal(cores(pid).length, inThread ? 1 : 0);
    assert.equal(coresOf(pid).length, inThread ? 0 : 1);
    assert.match(fs.readFileSync(`/proc/${pid}/status`, 'utf8'), /^Seccomp:\s+2$/m);
    const [victim, other] = cluster.workers;
    victim.kill('SIGKILL');
    await victim.exited;
    await allAnswer(port, [other]);
    assert.equal(cluster.output, '');
  });
}
