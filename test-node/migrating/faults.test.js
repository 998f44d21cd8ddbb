'use strict';

// What the programs of docs/migrating.md do on gocluster where a program does not start, its port is taken or it crashes after a
// tenth of a second: they end with code 1, and so tell whoever has started them, or try again after longer and longer pauses and
// say so; and on SIGTERM they end in spite of a connection that stays open. PM2's are in pm2.test.js.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { start, testNetwork } = require('../documents/sandbox');
const { enter, missing, runInside } = require('../documents/tools');
const { folderWith, startCommand } = require('./migration');

const skip = missing('root', 'curl', 'ps');

const OWN = (block, command) => ({ block, command, file: 'server.js', worker: 'server.js' });
const FORKER = (block) => ({
  block,
  command: 'forkers-after',
  file: 'primary.js',
  worker: 'worker.js',
  more: { 'worker.js': 'forkers-worker' },
});
const PROGRAMS = {
  throng: OWN('throng-server', 'throng-after'),
  'sticky sessions': OWN('sticky-server', 'sticky-after'),
  'WebSocket only': OWN('websocket-server', 'sticky-before'),
  cfork: FORKER('cfork-primary'),
  recluster: { ...FORKER('recluster-primary'), goesOn: /respawning in \d{4}/ },
};

/** What a worker does before anything else. */
const FAULTS = {
  'does not start': `throw new Error('made up');`,
  'crashes after 100 ms': 'setTimeout(() => process.exit(1), 100);',
};

const HOLDER = `require('node:net').createServer().listen(8000, () => console.log('taken'));`;
/** Asks as soon as the program listens, and keeps the connection. */
const CLIENT = `
const net = require('node:net');
(function connect() {
  const socket = net.connect(8000, '127.0.0.1', () => {
    socket.write('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
    socket.on('close', () => console.log('closed'));
  });
  socket.on('data', () => console.log('open'));
  socket.on('error', ({ code }) => code === 'ECONNREFUSED' && setTimeout(connect, 20));
})();
`;

function folderOf(t, { block, file, worker, more }, fault) {
  const folder = folderWith(t, { [file]: block, ...more });
  const text = fs.readFileSync(path.join(folder, worker), 'utf8');
  const first = `if (require('node:cluster').isWorker) { ${fault} }\n`;
  fs.writeFileSync(path.join(folder, worker), first + text);
  return folder;
}

/** It ends with code 1 and the reason in its log; or it goes on, at longer and longer intervals. */
async function failsAloud(program, { goesOn }, reason) {
  if (goesOn) {
    await until(
      () => goesOn.test(program.stdout),
      () => program.stdout,
    );
    process.kill(program.pid, 'SIGTERM');
    await program.end();
  } else {
    assert.deepEqual(await program.end(), { code: 1, signal: null }, program.stderr);
  }
  assert.match(program.stderr, reason);
}

for (const [name, program] of Object.entries(PROGRAMS)) {
  for (const [what, fault] of Object.entries(FAULTS)) {
    test(`${name}: ${what}`, { skip }, async (t) => {
      const folder = folderOf(t, program, fault);
      const { program: running } = await startCommand(t, program.command, folder);
      await failsAloud(running, program, what === 'does not start' ? /made up/ : /^/);
    });
  }

  test(`${name}: the port is taken`, { skip }, async (t) => {
    const folder = folderOf(t, program, '');
    const network = await testNetwork(t);
    const holder = start(t, [process.execPath, '-e', HOLDER], { folder, network });
    await holder.prints('taken');
    const beside = { program: holder, network };
    const { program: running } = await startCommand(t, program.command, folder, beside);
    await failsAloud(running, program, /EADDRINUSE/);
  });

  test(`${name}: SIGTERM with an open connection`, { skip }, async (t) => {
    const folder = folderOf(t, program, '');
    const { program: running, network } = await startCommand(t, program.command, folder);
    await runInside(running, network, ['true']); // it has its network
    const command = [...enter(running, network), process.execPath, '-e', CLIENT];
    const client = start(t, command, { folder });
    await client.prints('open');
    process.kill(running.pid, 'SIGTERM');
    await running.end();
    await client.prints('closed');
  });
}
