'use strict';

// npm run dev [-- PROGRAM [ARGUMENTS]]: runs a program under this clone, builds what has changed of the Go and C sources, and starts
// the program again after each change of Go, C or JavaScript. A build that fails leaves the program as it runs.

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const NATIVE = ['core', 'capi', 'process', 'addon'];
const SCRIPTED = ['lib', 'observe', 'supervisor', 'cli'];
/** An editor writes a file in several steps, and a branch changes many. */
const SETTLED_MS = 100;

const [program = path.join(ROOT, 'examples/hello/server.js'), ...args] = process.argv.slice(2);
const changed = new Set();
let child = null;
let timer = null;
let leaving = false;

function say(text) {
  console.log(`dev: ${text}`);
}

function start() {
  say(`${path.relative('', program)} starts`);
  child = spawn(process.execPath, ['-r', path.join(ROOT, 'lib/register.js'), program, ...args], {
    stdio: 'inherit',
  });
  child.once('exit', (code, signal) => {
    child = null;
    if (leaving) process.exit();
    say(`it ended (${signal ?? code}); it starts again after the next change`);
  });
}

/** @returns {boolean} whether there is nothing to build, or it is built */
function build() {
  if (![...changed].some((file) => /\.(go|c|h|gypi?|mod)$/.test(file))) return true;
  const { status } = spawnSync(
    process.execPath,
    [path.join(__dirname, 'build.js'), '--what-changed'],
    {
      stdio: 'inherit',
    },
  );
  return status === 0;
}

function restart() {
  say(`${[...changed].join(', ')} changed`);
  const built = build();
  changed.clear();
  if (!built) return say('what runs is the build before');
  if (!child) return start();
  child.removeAllListeners('exit').once('exit', start);
  child.kill('SIGTERM');
}

function watch(folder) {
  fs.watch(folder, { recursive: true }, (event, name) => {
    if (!name || !/\.(go|c|h|gypi?|js|mjs|cjs|mod)$/.test(name)) return;
    changed.add(path.relative('', path.join(folder, name)));
    clearTimeout(timer);
    timer = setTimeout(restart, SETTLED_MS);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    leaving = true;
    if (!child) process.exit();
    child.kill(signal);
  });
}
for (const folder of [...NATIVE, ...SCRIPTED]) {
  if (fs.existsSync(path.join(ROOT, folder))) watch(path.join(ROOT, folder));
}
watch(path.dirname(path.resolve(program)));
start();
