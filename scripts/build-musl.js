'use strict';

// Builds the binaries for musl systems, on any Linux: the addon, compiled against musl, and the core as a static program.
//
//   node scripts/build-musl.js FOLDER [x64|arm64]
//
// It needs Go, a C compiler for the architecture, and musl's headers for it. Debian has these headers in musl-dev, and those of the
// other architecture in musl-dev:arm64 (after dpkg --add-architecture arm64).

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { headers } = require('./headers');

const ROOT = path.join(__dirname, '..');
/** The architectures' names in Go and GNU. */
const ARCHITECTURES = {
  x64: { go: 'amd64', gnu: 'x86_64' },
  arm64: { go: 'arm64', gnu: 'aarch64' },
};
const ADDON = 'gocluster.node';
const CORE = 'gocluster-core';

function run(command, args, env = {}) {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (error) throw new Error(`"${command}" is needed to build for musl: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Builds the core as a program. It is static, so the same program works with every C library. */
function buildCore(file, arch = process.arch) {
  const flags = [
    '-trimpath',
    '-buildvcs=false',
    '-ldflags=-s -w -buildid=',
    '-tags=netgo,osusergo',
  ];
  const env = { CGO_ENABLED: '0', GOOS: 'linux', GOARCH: ARCHITECTURES[arch].go };
  run('go', ['build', ...flags, '-o', path.resolve(file), './process'], env);
}

/** Builds the addon. It is linked against no library: the process that loads it has the symbols of Node and of musl. */
function buildAddon(file, arch = process.arch) {
  const { gnu } = ARCHITECTURES[arch];
  const compiler = `${gnu}-linux-gnu-gcc`;
  const musl = `/usr/include/${gnu}-linux-musl`;
  if (!fs.existsSync(path.join(musl, 'features.h')))
    throw new Error(
      `musl's headers for ${arch} are needed to build for musl, and ${musl} has none`,
    );
  const own = run(compiler, ['-print-file-name=include']);
  const sources = fs.readdirSync(path.join(ROOT, 'addon')).filter((name) => name.endsWith('.c'));
  run(compiler, [
    ...['-std=c11', '-O2', '-fPIC', '-fvisibility=hidden', '-DNAPI_VERSION=8'],
    ...['-Wall', '-Wextra', '-Werror'],
    ...['-nostdinc', '-isystem', musl, '-isystem', own, '-I', headers()],
    ...['-shared', '-nostdlib', '-s', '-Wl,-z,nodelete', '-Wl,-z,now', '-o', path.resolve(file)],
    ...sources.map((name) => path.join('addon', name)),
    '-lgcc',
  ]);
}

/**
 * @param {object} options
 * @param {string} options.out a folder, created if it is missing
 * @param {string} [options.arch] x64 or arm64
 * @returns {{addon: string, core: string}} the files
 * @throws {Error} whose message says what is missing
 */
function buildMusl({ out, arch = process.arch }) {
  if (!(arch in ARCHITECTURES)) throw new Error(`there is no build for musl on ${arch}`);
  const folder = path.resolve(out);
  const files = { addon: path.join(folder, ADDON), core: path.join(folder, CORE) };
  fs.mkdirSync(folder, { recursive: true });
  buildAddon(files.addon, arch);
  buildCore(files.core, arch);
  return files;
}

function main([out, arch]) {
  if (!out) {
    console.error('usage: node scripts/build-musl.js FOLDER [x64|arm64]');
    return 2;
  }
  try {
    for (const file of Object.values(buildMusl({ out, arch }))) console.log(file);
    return 0;
  } catch (error) {
    console.error(`gocluster: ${error.message}`);
    return 1;
  }
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));

module.exports = { buildMusl, buildAddon, buildCore };
