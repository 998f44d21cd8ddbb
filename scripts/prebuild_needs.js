'use strict';

// Looks for the tools that build the package's binaries, before anything is built. Used by prebuild.js.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { headers } = require('./headers');

/** The names of the architectures in GNU and Debian, and the Debian packages with a compiler for each. */
const ARCHITECTURES = {
  x64: {
    gnu: 'x86_64',
    debian: 'amd64',
    compiler: ['gcc-x86-64-linux-gnu', 'libc6-dev-amd64-cross'],
  },
  arm64: {
    gnu: 'aarch64',
    debian: 'arm64',
    compiler: ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross'],
  },
};

const runs = (command, ...args) => spawnSync(command, args).status === 0;

/** The C compiler for an architecture. The native one may have another name. */
function compilerOf(arch) {
  const cross = `${ARCHITECTURES[arch].gnu}-linux-gnu-gcc`;
  if (arch !== process.arch || runs(cross, '--version')) return cross;
  return process.env.CC || 'cc';
}

/** The Debian packages that a target lacks. */
function lacking({ arch, musl }) {
  const { gnu, debian, compiler } = ARCHITECTURES[arch];
  const own = arch === process.arch;
  const packages = [];
  const program = musl ? `${gnu}-linux-gnu-gcc` : compilerOf(arch);
  if (!runs(program, '--version')) packages.push(...(own ? ['gcc', 'libc6-dev'] : compiler));
  if (musl && !fs.existsSync(`/usr/include/${gnu}-linux-musl/features.h`)) {
    packages.push(own ? 'musl-dev' : `musl-dev:${debian}`);
  }
  return packages;
}

/**
 * @param {Array<{arch: string, musl?: boolean}>} targets
 * @returns {string | null} everything that is missing, in one line; null if nothing is
 */
function missing(targets) {
  if (!runs('go', 'version')) return 'Go is needed (go.mod says which), and no "go" is on the PATH';
  try {
    headers();
  } catch ({ message }) {
    return message;
  }
  const packages = [...new Set(targets.flatMap(lacking))];
  if (packages.length === 0) return null;
  const foreign = packages.map((name) => name.split(':')[1]).find(Boolean);
  const architecture = foreign ? `dpkg --add-architecture ${foreign} && apt-get update && ` : '';
  return (
    `not all is here that it takes (Debian: ${architecture}apt-get install ${packages.join(' ')}); ` +
    'for this platform only: GOCLUSTER_PLATFORMS=this npm pack'
  );
}

module.exports = { compilerOf, missing };
