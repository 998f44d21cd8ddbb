'use strict';

// npm run dev [-- PROGRAM [ARGUMENTS]]: runs a program with this clone, and starts it again after each change of a Go, C or JavaScript
// file. After changes of Go and C it builds first; if a build fails, the program goes on running as before.

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const NATIVE = ['core', 'capi', 'process', 'addon'];
const SCRIPTED = ['lib', 'observe', 'supervisor', 'cli'];
/** How long files must stay unchanged: an editor writes a file in several steps, and a change of branch changes many files. */
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

/** Builds if needed. @returns {boolean} false if the build has failed */
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
