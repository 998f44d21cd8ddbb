'use strict';

// Lints Go and C: go vet, staticcheck, gofumpt, clang-format, gcc -fanalyzer. With --fix the formatters change the files.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { headers } = require('./headers');

const ROOT = path.join(__dirname, '..');
const FIX = process.argv.includes('--fix');
const GO_FOLDERS = ['core', 'capi', 'process', 'test-go', 'bench/load'].filter((name) =>
  fs.existsSync(path.join(ROOT, name)),
);

function files(folder, pattern) {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return files(name, pattern);
    return pattern.test(name) ? [name] : [];
  });
}

/** Runs a command and reports whether it succeeds. With `silent`, any output counts as a failure. */
function passes(title, command, args, { silent = false } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const output = `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`;
  const ok = status === 0 && !(silent && stdout.trim());
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${title}`);
  if (!ok) console.log(output);
  return ok;
}

const tool = (name) => ['tool', '-modfile=tools/go.mod', name];
const c = [
  ...files('addon', /\.[ch]$/),
  ...files('capi', /\.[ch]$/),
  ...files('scripts', /\.h$/),
  ...files('test-go', /\.c$/),
  ...files('test-node', /\.[ch]$/),
].filter((name) => !name.includes('node_modules'));
const results = [
  passes('go vet', 'go', ['vet', './...']),
  passes('staticcheck', 'go', [...tool('staticcheck'), './...']),
  passes('gofumpt', 'go', [...tool('gofumpt'), FIX ? '-w' : '-l', ...GO_FOLDERS], { silent: true }),
  passes('clang-format', path.join('node_modules', '.bin', 'clang-format'), [
    ...(FIX ? ['-i'] : ['--dry-run', '--Werror']),
    ...c,
  ]),
  ...files('addon', /\.c$/).map((name) =>
    passes(`gcc -fanalyzer ${name}`, process.env.CC || 'gcc', [
      ...['-std=c11', '-Wall', '-Wextra', '-Werror', '-fanalyzer', '-O1', '-DNAPI_VERSION=8'],
      ...['-I', headers(), '-c', name, '-o', '/dev/null'],
    ]),
  ),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
