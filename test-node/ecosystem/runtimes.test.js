'use strict';

// Other runtimes, the real ones: where they lack what gocluster needs their own cluster serves, with one warning. The gocluster
// command runs the program there, and says that it does nothing else.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');

const ROOT = path.join(__dirname, '..', '..');
const DEADLINE_MS = 120_000;
const BIN = path.join(__dirname, 'node_modules', '.bin');
const RUNTIMES = { Deno: [path.join(BIN, 'deno'), 'run', '-A'], Bun: [path.join(BIN, 'bun')] };

/** One that imports gocluster also configures its server, which changes nothing there. */
const OURS = `
import cluster from 'gocluster';
import { configure } from 'gocluster/server';
`;
const THEIRS = `
import cluster from 'node:cluster';
const configure = (server) => server;
`;

const program = (imports) => `${imports}
import http from 'node:http';

if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('exit', () => console.log('exit'));
  cluster.on('listening', async (worker, { port }) => {
    const answer = await fetch('http://127.0.0.1:' + port + '/');
    console.log(await answer.text());
    worker.kill();
  });
} else {
  const server = http.createServer((request, response) => response.end('served'));
  configure(server, { sticky: {} }).listen(0, '127.0.0.1');
}
`;

let folder;

/** The package as it is installed: Deno does not take it for one where it is a link. */
before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-runtimes-'));
  const copy = path.join(folder, 'node_modules', 'gocluster');
  for (const part of ['package.json', 'cli', 'supervisor', 'lib', 'build/Release/gocluster.node']) {
    fs.cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  fs.writeFileSync(path.join(folder, 'named.mjs'), program(OURS));
  fs.writeFileSync(path.join(folder, 'plain.mjs'), program(THEIRS));
});
after(() => fs.rmSync(folder, { recursive: true }));

function run([command, ...args]) {
  const env = { ...process.env, NODE_OPTIONS: undefined, DENO_DIR: path.join(folder, 'deno') };
  const options = { cwd: folder, env, encoding: 'utf8', timeout: DEADLINE_MS };
  const { status, stdout, stderr } = spawnSync(command, args, options);
  assert.equal(stdout, 'served\nexit\n', stderr);
  assert.equal(status, 0, stderr);
  return stderr;
}

for (const [name, command] of Object.entries(RUNTIMES)) {
  test(`${name}: import 'gocluster'`, () => {
    const stderr = run([...command, 'named.mjs']);
    assert.deepEqual(stderr.match(/GOCLUSTER_FALLBACK/g), ['GOCLUSTER_FALLBACK'], stderr);
    assert.match(stderr, new RegExp(`does not run here \\(${name}`));
  });

  test(`${name}: the command`, () => {
    const cli = path.join('node_modules', 'gocluster', 'cli', 'index.js');
    const stderr = run([...command, cli, 'plain.mjs']);
    assert.match(
      stderr,
      new RegExp(`^gocluster: it does not run here \\(${name}.*without it`, 'm'),
    );
  });
}
