'use strict';

// Proves what becomes of a service whose control socket is removed or cannot be made, and what a command says of one that is stopped.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { signal } = require('../support/processes.js');
const { until } = require('../support/deadline.js');
const { Service } = require('./service.js');

const files = {
  'app.js': `require('node:http').createServer((_, response) => response.end('x')).listen(0);`,
};
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

describe('a control socket', { concurrency: 3 }, () => {
  test('that is removed, with its folder, is there again', async (t) => {
    const service = new Service(t, 'app.js', { options: ['-w', '1'], files });
    await service.ready(1);
    const folder = path.join(service.env.XDG_RUNTIME_DIR, 'gocluster');
    const before = fs.readdirSync(folder);
    fs.rmSync(folder, { recursive: true });
    const made = () => fs.existsSync(folder) && fs.readdirSync(folder).join() === before.join();
    await until(made, 'the socket');
    assert.equal((await service.ask('status')).code, 0);
  });

  test(
    "whose default folder is another user's: the service runs without",
    { skip: !isRoot && 'only root can give a folder away' },
    async (t) => {
      const runtime = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-foreign-'));
      t.after(() => fs.rmSync(runtime, { recursive: true }));
      fs.mkdirSync(path.join(runtime, 'gocluster'));
      fs.chownSync(path.join(runtime, 'gocluster'), NOBODY, NOBODY);
      const service = new Service(t, 'app.js', {
        options: ['-w', '1'],
        files,
        env: { XDG_RUNTIME_DIR: runtime },
      });
      await service.ready(1);
      const [{ message }] = service.said('warning');
      assert.match(message, /no control socket: .*gocluster is not a folder of this user's/);
    },
  );

  test('of a supervisor that is stopped: each command says so, and none waits for it where another runs', async (t) => {
    const service = new Service(t, 'app.js', { options: ['-w', '1', '-n', 'stopped'], files });
    const env = service.env;
    const other = new Service(t, 'app.js', { options: ['-w', '1', '-n', 'other'], files, env });
    await Promise.all([service.ready(1), other.ready(1)]);
    signal(service.program.pid, 'SIGSTOP');
    t.after(() => signal(service.program.pid, 'SIGCONT'));
    const [top, ...answers] = await Promise.all([
      service.ask('top'),
      ...['status', 'reload', 'stop', 'top'].map((verb) => service.ask(verb, '--name', 'stopped')),
    ]);
    for (const { code, stderr } of answers) {
      assert.equal(code, 1);
      assert.match(stderr, /has not answered for 10 s/);
    }
    assert.match(top.stdout, /^other /);
  });
});
