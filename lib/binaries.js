'use strict';

// Which folder holds this machine's binaries: a build from source, else those that the package brings along. Used by
// native.js.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** Nobody builds from source without having asked for it, so what was built is what is wanted. */
const BUILT = path.join(ROOT, 'build', 'Release');
const ADDON = 'gocluster.node';

/** The first page of a program has the name of its dynamic loader in it. */
const PAGE_BYTES = 4096;
const MUSL_LOADER = '/ld-musl-';

/**
 * The C library that a Node was linked for. A process report would tell too, in a hundred times the time.
 *
 * @param {string} program
 * @returns {'glibc' | 'musl'}
 */
function libcOf(program) {
  let file;
  try {
    file = fs.openSync(program);
    const page = Buffer.alloc(PAGE_BYTES);
    fs.readSync(file, page);
    return page.includes(MUSL_LOADER) ? 'musl' : 'glibc';
  } catch {
    return 'glibc';
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

const LIBC = libcOf(process.execPath);
/** The core as a program. It is static: the one for musl runs with every C library, and it alone is brought along. */
const PROGRAM = 'gocluster-core';
/** The name of a folder of prebuilt binaries, such as linux-x64-glibc. */
const PLATFORM = [process.platform, process.arch, LIBC].join('-');

/** @returns {string} the folder, which need not be there */
function folder() {
  if (fs.existsSync(path.join(BUILT, ADDON))) return BUILT;
  return path.join(ROOT, 'prebuilds', PLATFORM);
}

/** @returns {string} the core as a program, which need not be there */
function program() {
  const own = path.join(folder(), PROGRAM);
  if (LIBC === 'musl' || fs.existsSync(own)) return own;
  return path.join(ROOT, 'prebuilds', `${process.platform}-${process.arch}-musl`, PROGRAM);
}

module.exports = { LIBC, folder, program };
