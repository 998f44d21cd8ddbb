'use strict';

// Proves that the packed package holds all that it is built from: installed in an empty folder it runs, in all three ways.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
const DEADLINE = 300_000;

const PROGRAM = `
const cluster = require('node:cluster');
const http = require('node:http');
if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    http.get({ port, agent: false }, (response) => {
      const core = require('node:fs').readFileSync('/proc/self/maps', 'utf8').includes('libgocluster.so');
      console.log(response.statusCode, core);
      cluster.disconnect();
    });
  });
} else {
  http.createServer((request, response) => response.end()).listen(0);
}
`;

test('a packed package installs and runs', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-install-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const run = (command, ...args) => {
    const options = { cwd: folder, encoding: 'utf8', timeout: DEADLINE };
    const { status, stdout, stderr, error } = spawnSync(command, args, options);
    assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout.trim();
  };

  run('npm', 'pack', ROOT, '--silent');
  const [tarball] = fs.readdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  run('npm', 'install', '--no-audit', '--no-fund', `./${tarball}`);

  const program = path.join(folder, 'program.js');
  fs.writeFileSync(program, PROGRAM);
  const module = path.join(folder, 'program.mjs');
  fs.writeFileSync(module, `import 'gocluster';\nawait import('./program.js');\n`);
  const served = '200 true';
  assert.equal(run(process.execPath, '-r', 'gocluster/register', program), served);
  assert.equal(run(process.execPath, module), served);
  assert.equal(run(path.join('node_modules', '.bin', 'gocluster'), program), served);
});
