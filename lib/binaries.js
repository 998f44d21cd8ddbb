'use strict';

// Finds the folder with this machine's binaries: a build from source, else the prebuilt binaries of the package. Used by native.js.

const { closeSync, existsSync, openSync, readSync } = require('node:fs');
const { join } = require('node:path');
const { allocUnsafe, bufferIndexOf } = require('./intrinsics');

const ROOT = join(__dirname, '..');
/** A build from source comes first: somebody has asked for it. */
const BUILT = join(ROOT, 'build', 'Release');
const ADDON = 'gocluster.node';

/** The first page of a program contains the name of its dynamic loader. */
const PAGE_BYTES = 4096;
const MUSL_LOADER = '/ld-musl-';

/**
 * The C library that a Node was linked for. A process report has it, too, but takes a hundred times as long.
 *
 * @param {string} program
 * @returns {'glibc' | 'musl'}
 */
function libcOf(program) {
  let file;
  try {
    file = openSync(program);
    const page = allocUnsafe(PAGE_BYTES);
    const length = readSync(file, page);
    const at = bufferIndexOf(page, MUSL_LOADER);
    return at >= 0 && at < length ? 'musl' : 'glibc';
  } catch {
    return 'glibc';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const LIBC = libcOf(process.execPath);
/** The core as a program. It is linked statically: the build for musl runs with every C library, and the package has only that one. */
const PROGRAM = 'gocluster-core';
/** The name of a folder of prebuilt binaries, such as linux-x64-glibc. */
const PLATFORM = `${process.platform}-${process.arch}-${LIBC}`;

/** @returns {string} the folder, which need not exist */
function folder() {
  if (existsSync(join(BUILT, ADDON))) return BUILT;
  return join(ROOT, 'prebuilds', PLATFORM);
}

/** @returns {string} the path of the core as a program, which need not exist */
function program() {
  const own = join(folder(), PROGRAM);
  if (LIBC === 'musl' || existsSync(own)) return own;
  return join(ROOT, 'prebuilds', `${process.platform}-${process.arch}-musl`, PROGRAM);
}

module.exports = { LIBC, folder, program };
