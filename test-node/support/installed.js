'use strict';

// The packed package, installed into an empty folder, as on a machine that has nothing but Node and npm. Used by the tests of
// installation and of the prebuilt binaries.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { packed } = require('../../scripts/packed-manifest');

const ROOT = path.join(__dirname, '..', '..');
/** The longest time for one command, in milliseconds: it may run under emulation on a busy machine. */
const DEADLINE_MS = 300_000;

/** A program that serves a request by a worker, and prints its status and the place of the core in the package. */
const PROGRAM = `
const cluster = require('node:cluster');
const http = require('node:http');
if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    http.get({ port, agent: false }, (response) => {
      const maps = require('node:fs').readFileSync('/proc/self/maps', 'utf8');
      const core = /node_modules.gocluster.(\\S+)libgocluster.so/.exec(maps);
      console.log(response.statusCode, core?.[1]);
      cluster.disconnect();
    });
  });
} else {
  http.createServer((request, response) => response.end()).listen(0);
}
`;

/** The real path of a command. */
function commandPath(name) {
  const folders = process.env.PATH.split(path.delimiter);
  const found = folders.map((each) => path.join(each, name)).find((each) => fs.existsSync(each));
  assert.ok(found, `no "${name}" is on the PATH`);
  return fs.realpathSync(found);
}

/** The Node for npm: not every npm runs with every Node under test. */
const NODE = commandPath('node');
const NPM = commandPath('npm');
const NPX = commandPath('npx');

class Installed {
  /**
   * @param {import('node:test').TestContext} t
   * @param {string[]} [npmArgs]
   */
  constructor(t, npmArgs = ['--ignore-scripts']) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-install-'));
    t.after(() => fs.rmSync(this.folder, { recursive: true }));
    this.package = path.join(this.folder, 'node_modules', 'gocluster');
    this.use(process.execPath);
    this.#write('package.json', '{ "private": true }');
    this.#write('program.js', PROGRAM);
    this.#write('requires.js', `require('gocluster');\nrequire('./program.js');\n`);
    this.#write('imports.mjs', `import 'gocluster';\nawait import('./program.js');\n`);

    this.tarball = this.#pack();
    const args = ['install', '--offline', '--no-audit', '--no-fund', ...npmArgs, this.tarball];
    this.succeeds(NPM, args);
  }

  /** Packs as npm pack does, but without building, and without changes in the clone, where other tests run. */
  #pack() {
    const pack = (what) =>
      this.succeeds(NPM, ['pack', what, '--ignore-scripts', '--silent'], process.env);
    const tarball = pack(ROOT);
    this.succeeds('tar', ['xzf', tarball], process.env);
    const manifest = path.join('package', 'package.json');
    this.#write(manifest, packed(fs.readFileSync(path.join(this.folder, manifest), 'utf8')));
    pack('./package');
    fs.rmSync(path.join(this.folder, 'package'), { recursive: true });
    return path.join(this.folder, tarball);
  }

  /** Makes PATH a folder with only this Node and sh: no Go, no compiler. */
  use(node) {
    const bin = path.join(this.folder, 'bin');
    fs.rmSync(bin, { recursive: true, force: true });
    fs.mkdirSync(bin);
    fs.symlinkSync(node, path.join(bin, 'node'));
    fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
    this.node = node;
    this.env = { PATH: bin, HOME: this.folder };
  }

  /** Runs the program in all ways. @returns the output of each way */
  served() {
    const run = (...args) => this.succeeds(this.node, args);
    return {
      register: run('-r', 'gocluster/register', 'program.js'),
      require: run('requires.js'),
      import: run('imports.mjs'),
      npx: this.succeeds(NPX, ['gocluster', 'program.js']),
    };
  }

  run(command, args, env = this.env) {
    const script = command === NPM || command === NPX;
    const whole = script ? [NODE, command, ...args] : [command, ...args];
    const options = { cwd: this.folder, env, encoding: 'utf8', timeout: DEADLINE_MS };
    return spawnSync(whole[0], whole.slice(1), options);
  }

  succeeds(command, args, env) {
    const { status, stdout, stderr, error } = this.run(command, args, env);
    assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout.trim();
  }

  #write(name, text) {
    fs.writeFileSync(path.join(this.folder, name), text);
  }
}

/** The result of served() if every way has run with the core from this folder. */
function servedFrom(folder) {
  const line = `200 ${folder}/`;
  return { register: line, require: line, import: line, npx: line };
}

/** The prebuilt binaries that fit this machine. */
const PREBUILT = `linux-${process.arch}-glibc`;

module.exports = { Installed, servedFrom, PREBUILT, NODE, NPM };
