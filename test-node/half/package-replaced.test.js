'use strict';

// A primary lives for longer than the files that it was started from: a deployment removes them, or puts another version in
// their place. The workers that it forks then are served all the same, with one warning, and the primary knows no missing file.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { copyPackage } = require('../support/copied.js');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

const skip = GOCLUSTER_ONLY;

/** What a deployment may do to it. */
const DEPLOYMENTS = {
  'removes them': (root) => fs.rmSync(root, { recursive: true }),
  'renames their folder': (root) => fs.renameSync(root, `${root}.old`),
  'installs another version': (root) => {
    fs.rmSync(root, { recursive: true });
    copyPackage(root);
    const file = path.join(root, 'package.json');
    fs.writeFileSync(file, JSON.stringify({ ...require(file), version: '99.0.0' }));
  },
  'runs out of disk': (root) => {
    for (const name of fs.readdirSync(path.join(root, 'lib'))) {
      fs.truncateSync(path.join(root, 'lib', name), 10);
    }
  },
  // The worker finds that by itself.
  'leaves a file out': (root) => fs.rmSync(path.join(root, 'lib/inbox.js')),
  'installs the same version': null,
};

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    return net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
  }
  process.on('warning', ({ code }) => report('warning', code));
  const listen = (id) => {
    cluster.fork();
    cluster.once('listening', (worker, { port }) => {
      report('listening', worker.id);
      const ask = () =>
        net.connect(port, '127.0.0.1').on('data', (data) => {
          if (`${data}` !== `${id}`) return setImmediate(ask);
          report('answer', id);
          if (id === 1) report('deploy');
          else cluster.disconnect();
        });
      ask();
    });
  };
  if (process.argv[2] === 'first') report('deploy');
  else listen(1);
  process.once('message', () => {
    listen(2);
    process.disconnect();
  });
}

for (const [what, act] of Object.entries(DEPLOYMENTS)) {
  test(`a deployment ${what}`, { skip }, async (t) => {
    const root = path.join(folder(t), 'gocluster');
    copyPackage(root);
    const running = run(t, program, {
      preload: ['-r', path.join(root, 'lib/register.js')],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    await running.next('deploy');
    if (act) act(root);
    else {
      fs.rmSync(root, { recursive: true });
      copyPackage(root);
    }
    // The program's own preload is the program's affair: a release folder has another one there.
    if (!fs.existsSync(path.join(root, 'lib/register.js')) || what === 'runs out of disk') {
      fs.mkdirSync(path.join(root, 'lib'), { recursive: true });
      fs.writeFileSync(path.join(root, 'lib/register.js'), '');
    }
    running.child.send('go');
    const { code } = await running.end();
    assert.equal(code, 0, running.stderr);
    assert.deepEqual(running.all('answer'), [1, 2], running.stderr);
    assert.deepEqual(running.all('warning'), act ? ['GOCLUSTER_WORKER'] : [], running.stderr);
  });
}

test('before the first fork', { skip }, async (t) => {
  const root = path.join(folder(t), 'gocluster');
  copyPackage(root);
  const required = (report) => {
    const fs = require('node:fs');
    const { ROOT } = process.env;
    const cluster = require(ROOT);
    if (cluster.isPrimary) {
      process.on('warning', ({ code }) => report('warning', code));
      fs.rmSync(ROOT, { recursive: true });
      cluster.setupPrimary({ exec: process.env.WORKER });
      const worker = cluster.fork();
      worker.on('listening', () => worker.disconnect());
      worker.on('exit', (...how) => report('exit', how));
    }
  };
  const worker = path.join(folder(t), 'worker.js');
  fs.writeFileSync(worker, `require('node:net').createServer().listen(0);`);
  const running = run(t, required, { preload: [], env: { ROOT: root, WORKER: worker } });
  await running.end();
  assert.deepEqual(running.all('exit'), [[0, null]], running.stderr);
  assert.deepEqual(running.all('warning'), ['GOCLUSTER_FALLBACK']);
});
