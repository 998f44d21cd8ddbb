'use strict';

// Compiles TypeScript programs into a project folder of their own, as a user's build does: for the TypeScript tests.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const TSC = require.resolve('typescript/bin/tsc');
const DEADLINE_MS = 300_000;

/** package.json's "type", which decides what `module: nodenext` makes of a .ts file. */
const MODULE_KINDS = { commonjs: 'commonjs', esm: 'module' };

/**
 * Makes a project of these sources; it is removed with the test.
 *
 * @param {Record<string, string>} sources file name to text
 * @returns {{ folder: string, output: string, ok: boolean }} what the compiler said
 */
function compile(t, kind, sources, flags = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'typescript-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  fs.symlinkSync(path.join(__dirname, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  const manifest = { private: true, type: MODULE_KINDS[kind] };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(sources))
    fs.writeFileSync(path.join(folder, name), text);

  const options = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
  const files = Object.keys(sources);
  const args = [TSC, ...options, '--esModuleInterop', '--pretty', 'false', ...flags, ...files];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  });
  if (error) throw error;
  return { folder, output: stdout + stderr, ok: status === 0 };
}

module.exports = { MODULE_KINDS, compile };
