'use strict';

// Proves that where gocluster cannot run Node's own cluster stays in place, with one warning, and that where it should run
// and its native part is missing fork() says what was tried.

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
if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  cluster.on('exit', (worker, code) => console.log('exit', code));
} else {
  process.exit(7);
}
`;

/** Runs the program with a preload of the package in root. */
function run(t, { root = ROOT, nodeArgs = [], before = '', after = '' }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-fallback-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'program.js');
  const register = path.join(root, 'lib', 'register.js');
  fs.writeFileSync(file, `${before}\nrequire(${JSON.stringify(register)});\n${after}\n${PROGRAM}`);
  const env = { ...process.env, GOCLUSTER_CORE: undefined };
  const options = { encoding: 'utf8', timeout: DEADLINE, env };
  return spawnSync(process.execPath, [...nodeArgs, file], options);
}

function served(ended, reason) {
  const { status, stdout, stderr } = ended;
  assert.equal(stdout, 'exit 7\nexit 7\n');
  assert.equal(status, 0);
  const warnings = stderr.match(/\[GOCLUSTER_FALLBACK\].*/g);
  assert.equal(warnings?.length, 1, stderr);
  assert.match(warnings[0], reason);
  return ended;
}

/** Copies lib, and what else is named, to where nothing else is. */
function copyOf(t, ...files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-copy-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  for (const file of ['lib', 'package.json', ...files]) {
    fs.cpSync(path.join(ROOT, file), path.join(root, file), { recursive: true });
  }
  return root;
}

/** Code that makes a property of an object read otherwise. */
const pretend = (object, name, value) =>
  `Object.defineProperty(${object}, '${name}', { value: '${value}' });`;

/** Code that makes the addon what it is under musl, which cannot load the core. */
const PRETEND_MUSL = `
const { _extensions: load } = require('node:module');
const builtin = load['.node'];
load['.node'] = (module, file) => {
  builtin(module, file);
  module.exports = { ...module.exports, attach: undefined };
};`;

test('a process that may not load addons', (t) => {
  served(run(t, { nodeArgs: ['--no-addons'] }), /\(addons are disabled\)/);
});

/** What no cluster of Node's own has is round robin there, and the user is told once. */
function servedInTurn(ended) {
  const warnings = ended.stderr.match(/\[GOCLUSTER_POLICY\].*/g);
  assert.equal(warnings?.length, 1, ended.stderr);
  assert.match(warnings[0], /no scheduling policy '(sticky|least-connections)'.*round robin/);
}

const POLICIES = {
  'in the environment': "process.env.NODE_CLUSTER_SCHED_POLICY = 'sticky';",
  'of the property': "require('node:cluster').schedulingPolicy = 'least-connections';",
  'of setupPrimary()': "require('node:cluster').setupPrimary?.({ schedulingPolicy: 'sticky' });",
};

for (const [name, code] of Object.entries(POLICIES)) {
  const at = name === 'in the environment' ? 'before' : 'after';
  test(`a policy ${name}, where addons may not be loaded`, (t) => {
    const nodeArgs = ['--no-addons'];
    servedInTurn(served(run(t, { nodeArgs, [at]: code }), /\(addons are disabled\)/));
  });
  test(`a policy ${name}, on another platform`, (t) => {
    const before = pretend('process', 'platform', 'darwin');
    const options = { before, [at]: at === 'before' ? before + code : code };
    servedInTurn(served(run(t, options), /\(darwin\)/));
  });
}

test('the PROXY protocol, where addons may not be loaded', (t) => {
  const setUp = (options) => `require('node:cluster').setupPrimary?.(${JSON.stringify(options)});`;
  for (const [options, expected] of [
    [{ proxyProtocol: true }, [/no PROXY protocol: the headers are left to the program\.$/]],
    [
      { proxyProtocol: 'optional', sticky: {} },
      [/no scheduling policy 'sticky' and no PROXY protocol: it is round robin, and the headers/],
    ],
    [{ proxyProtocol: false }, []],
  ]) {
    const ended = run(t, { nodeArgs: ['--no-addons'], after: setUp(options) });
    const { stderr } = served(ended, /\(addons are disabled\)/);
    const warnings = stderr.match(/\[GOCLUSTER_POLICY\].*/g) ?? [];
    assert.equal(warnings.length, expected.length, stderr);
    expected.forEach((words, i) => assert.match(warnings[i], words));
  }
});

for (const platform of ['darwin', 'win32']) {
  test(`on ${platform}`, (t) => {
    const before = pretend('process', 'platform', platform);
    served(run(t, { before }), new RegExp(`\\(${platform}\\)`));
  });
}

test('Bun', (t) => {
  served(run(t, { before: pretend('process.versions', 'bun', '1.3.0') }), /\(Bun\)/);
});

test('a runtime without libuv', (t) => {
  const before = `
require('node:module')._extensions['.node'] = () => {
  throw Object.assign(new Error('gocluster.node: undefined symbol: uv_loop_init'), { code: 'ERR_DLOPEN_FAILED' });
};`;
  served(run(t, { before }), /\(this runtime has no uv_loop_init\)/);
});

test('a runtime without the handles of servers', (t) => {
  const before = "require('node:net')._createServerHandle = undefined;";
  served(run(t, { before }), /\(this runtime has no server handles\)/);
});

test('other threads of the process, in the primary and in its workers', (t) => {
  const before = `${pretend('process', 'platform', 'darwin')}
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) for (let i = 0; i < 2; i++) new Worker(__filename, { env: { ...process.env, THREAD: '1' } });`;
  const after = 'if (process.env.THREAD) return;';
  served(run(t, { before, after }), /\(darwin\)/);
});

test('child_process.fork is still taken when the program asks for cluster', (t) => {
  const before = pretend('process', 'platform', 'darwin');
  const after = `
const childProcess = require('node:child_process');
const { fork } = childProcess;
childProcess.fork = (...args) => fork(...args).on('exit', () => console.error('heard'));`;
  const { stderr } = served(run(t, { before, after }), /\(darwin\)/);
  assert.equal(stderr.match(/heard/g)?.length, 2);
});

test('an architecture without a binary', (t) => {
  const before = pretend('process', 'arch', 'ppc64');
  served(run(t, { root: copyOf(t), before }), /\(ppc64\)/);
});

test('musl without binaries for it', (t) => {
  const root = copyOf(t);
  const program = path.join(root, 'node');
  fs.writeFileSync(program, '\x7fELF /lib/ld-musl-x86_64.so.1');
  const before = `
const { execPath } = process;
process.execPath = ${JSON.stringify(program)};
require(${JSON.stringify(path.join(root, 'lib', 'binaries.js'))});
process.execPath = execPath;`;
  served(run(t, { root, before }), /\(this system's C library is musl\)/);
});

test('musl without the program of the core', (t) => {
  const root = copyOf(t, 'build/Release/gocluster.node');
  served(run(t, { root, before: PRETEND_MUSL }), /\(musl, and .*gocluster-core: No such file/);
});

test('a native part that is missing', (t) => {
  const { status, stderr } = run(t, { root: copyOf(t) });
  assert.equal(status, 1);
  assert.match(stderr, /ERR_CLUSTER_NATIVE/);
  assert.match(stderr, /Tried: .*gocluster\.node/);
  assert.match(stderr, /build it here, which needs Go and a C compiler: node .*build\.js/);
});
