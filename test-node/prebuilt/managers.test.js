'use strict';

// Proves that every package manager installs the packed package where there is neither Go nor a compiler, without building
// or asking to, and that it runs from where each puts it.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Installed, NODE, NPM, PREBUILT } = require('../support/installed');

const DEADLINE_MS = 300_000;
const MODULES = path.join(__dirname, 'node_modules');
const BUN = path.join(MODULES, '@oven', 'bun-linux-x64', 'bin', 'bun');
const PNPM = [NODE, path.join(MODULES, 'pnpm', 'bin', 'pnpm.cjs'), 'add'];
const YARN = [NODE, path.join(MODULES, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js'), 'add'];
/** What says that something is built, or would be if it were allowed. */
const BUILDS = /node-gyp|gyp rebuild|build scripts|must be built|install-scripts|blocked/i;

const MANAGERS = {
  npm: { command: [NODE, NPM, 'install', '--no-audit', '--no-fund', '--foreground-scripts'] },
  'pnpm 9': { command: [NODE, path.join(MODULES, 'pnpm-9', 'bin', 'pnpm.cjs'), 'add'] },
  'pnpm 10': { command: PNPM },
  'pnpm 10, builds allowed': { command: [...PNPM, '--config.dangerouslyAllowAllBuilds=true'] },
  'Yarn classic': { command: [NODE, path.join(MODULES, 'yarn', 'bin', 'yarn.js'), 'add'] },
  'Yarn Berry, node_modules': { command: YARN, yarnrc: 'nodeLinker: node-modules\n' },
  'Yarn Berry, Plug and Play': { command: YARN, yarnrc: '', preload: ['-r', './.pnp.cjs'] },
  Bun: { command: [BUN, 'add'] },
  'Bun, trusted': { command: [BUN, 'add', '--trust'] },
};

for (const [title, { command, yarnrc, preload = [] }] of Object.entries(MANAGERS)) {
  const skip = !fs.existsSync(command[1] === 'add' ? BUN : command[1]) && 'it is not installed';
  test(title, { skip }, (t) => {
    const { folder, tarball, env } = new Installed(t);
    const cwd = path.join(folder, 'project');
    fs.mkdirSync(cwd);
    fs.copyFileSync(path.join(folder, 'program.js'), path.join(cwd, 'program.js'));
    fs.writeFileSync(path.join(cwd, 'package.json'), '{ "private": true, "name": "project" }\n');
    if (yarnrc !== undefined) {
      fs.writeFileSync(path.join(cwd, 'yarn.lock'), '');
      fs.writeFileSync(path.join(cwd, '.yarnrc.yml'), `enableTelemetry: false\n${yarnrc}`);
    }
    const run = (program, ...args) => {
      const options = { cwd, env: { ...env, CI: '1' }, encoding: 'utf8', timeout: DEADLINE_MS };
      const { status, stdout, stderr } = spawnSync(program, args, options);
      assert.equal(status, 0, `${program} ${args.join(' ')}:\n${stdout}\n${stderr}`);
      return stdout + stderr;
    };
    const installed = run(...command, `gocluster@file:${tarball}`);
    assert.doesNotMatch(installed, BUILDS);
    const served = run(NODE, ...preload, '-r', 'gocluster/register', 'program.js');
    assert.equal(served, `200 prebuilds/${PREBUILT}/\n`);
  });
}
