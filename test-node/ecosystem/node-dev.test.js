'use strict';

// node-dev restarts a program when a file changes that only its workers load: it hears of the file through a fork of its own, which
// it puts into child_process after gocluster's preload.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { REGISTER, sameOnBoth, start } = require('./sides');

const WRITE_MS = 1000;
const NODE_DEV = require.resolve('node-dev/bin/node-dev');

const SERVER = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  cluster.fork().on('message', (text) => console.log(JSON.stringify({ loaded: text })));
} else {
  process.send(require('./text.js'));
  process.once('SIGTERM', () => process.exit());
  setInterval(() => {}, 1000);
}
`;

sameOnBoth('node-dev restarts for what a worker loads', {}, async (side, t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-node-dev-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const write = (text) =>
    fs.writeFileSync(path.join(folder, 'text.js'), `module.exports = '${text}';`);
  write('before');
  fs.writeFileSync(path.join(folder, 'server.js'), SERVER);
  const env = side === 'gocluster' ? { NODE_OPTIONS: `-r "${REGISTER}"` } : {};
  const program = start(t, 'built-in', NODE_DEV, {
    args: ['--notify=false', '--poll', 'server.js'],
    cwd: folder,
    env,
  });
  const first = await program.line('loaded');
  // Until it restarts: node-dev says nowhere that it watches the file by now.
  const timer = setInterval(write, WRITE_MS, 'after');
  t.after(() => clearInterval(timer));
  const second = await program.line('loaded', 2);
  clearInterval(timer);
  return [first, second];
});
