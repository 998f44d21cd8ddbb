'use strict';

// Builds the package's prebuilt binaries, for all targets or for those that are named, and prints their sizes:
// `node scripts/prebuild.js [target...]`. npm runs it before it packs. `GOCLUSTER_PLATFORMS=this npm pack` makes a package
// for this platform only. Missing tools are reported before anything is built (prebuild_needs.js).

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const { buildCore: buildProgram, buildMusl } = require('./build-musl');
const { glibcNeeded } = require('./glibc-needed');
const { headers } = require('./headers');
const { compilerOf, missing } = require('./prebuild_needs');

const ROOT = path.join(__dirname, '..');
const ADDON = path.join(ROOT, 'addon');
const OUT = path.join(ROOT, 'prebuilds');
const OLD_GLIBC = path.join(__dirname, 'old-glibc.h');
/** The minor version of RHEL 7's glibc. No official Node for Linux runs with an older one. */
const GLIBC_FLOOR = 17;

const TARGETS = {
  'linux-x64-glibc': { goarch: 'amd64', arch: 'x64' },
  'linux-arm64-glibc': { goarch: 'arm64', arch: 'arm64' },
  'linux-x64-musl': { arch: 'x64', musl: true },
  'linux-arm64-musl': { arch: 'arm64', musl: true },
};

function fail(message) {
  console.error(`prebuild: ${message}`);
  process.exit(1);
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) fail(`${command} cannot be run: ${error.message}`);
  if (status !== 0) fail(`${command} failed`);
}

/** addon.gypi is JSON. Its sources, flags and commands are used here, too. */
const GYP = JSON.parse(fs.readFileSync(path.join(ADDON, 'addon.gypi'), 'utf8'));

/** Links against the library by its name. New glibcs have its functions in libc, but old ones do not. */
function oldLibraries(...names) {
  return ['-Wl,--no-as-needed', ...names.map((name) => `-l:${name}`)];
}

function buildAddon(compiler, folder) {
  const [{ sources, defines, cflags, ldflags }] = GYP.targets;
  const file = path.join(folder, 'gocluster.node');
  const paths = ['-include', OLD_GLIBC, '-I', headers()];
  const names = [...defines, 'NODE_GYP_MODULE_NAME=gocluster', 'BUILDING_NODE_EXTENSION'];
  const libraries = oldLibraries('libdl.so.2', 'libpthread.so.0');
  const args = ['-shared', '-fPIC', '-O2', '-s', ...cflags, ...ldflags, ...paths];
  args.push(...names.map((name) => `-D${name}`), ...sources, '-o', file, ...libraries);
  run(compiler, args, { cwd: ADDON });
}

function buildCore(compiler, goarch, folder) {
  const [command, subcommand, ...args] = GYP.targets[1].actions[0].action.map((arg) =>
    arg.replace('<(PRODUCT_DIR)', folder).replace('-s -w', '-s -w -buildid='),
  );
  const env = {
    ...process.env,
    CC: compiler,
    GOOS: 'linux',
    GOARCH: goarch,
    CGO_ENABLED: '1',
    CGO_CFLAGS: `-O2 -include ${OLD_GLIBC}`,
    CGO_LDFLAGS: oldLibraries('libpthread.so.0').join(' '),
  };
  run(command, [subcommand, '-buildvcs=false', ...args], { cwd: ROOT, env });
  fs.rmSync(path.join(folder, 'libgocluster.h'));
}

/** Fails if a binary needs a newer glibc than it should: it must not be published. */
function checkGlibc(file) {
  const newer = glibcNeeded(file).filter(({ minor }) => minor > GLIBC_FLOOR);
  if (newer.length === 0) return;
  const symbols = newer.map(({ symbol, minor }) => `${symbol}@GLIBC_2.${minor}`).join(', ');
  fail(`${path.basename(file)} needs ${symbols}: add it to ${path.relative(ROOT, OLD_GLIBC)}`);
}

function buildForGlibc(target, folder) {
  const compiler = compilerOf(target.arch);
  buildAddon(compiler, folder);
  buildCore(compiler, target.goarch, folder);
  for (const file of fs.readdirSync(folder)) checkGlibc(path.join(folder, file));
}

function buildForMusl({ arch }, folder) {
  try {
    buildMusl({ out: folder, arch });
  } catch (error) {
    fail(error.message);
  }
}

function build(name) {
  const target = TARGETS[name];
  const folder = fs.mkdtempSync(path.join(ROOT, '.prebuild-'));
  try {
    if (target.musl) buildForMusl(target, folder);
    else buildForGlibc(target, folder);
    const files = fs.readdirSync(folder).map((file) => path.join(folder, file));
    // Files are renamed one at a time: somebody may be packing or running them.
    fs.mkdirSync(path.join(OUT, name), { recursive: true });
    for (const file of files) fs.renameSync(file, path.join(OUT, name, path.basename(file)));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Prints sizes to stderr: a script that calls npm pack reads the tarball's name from stdout. */
function report() {
  for (const folder of fs.readdirSync(OUT)) {
    for (const file of fs.readdirSync(path.join(OUT, folder))) {
      const bytes = fs.readFileSync(path.join(OUT, folder, file));
      const packed = gzipSync(bytes).length;
      console.error(`${folder}/${file}: ${bytes.length} bytes, ${packed} in the tarball`);
    }
  }
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { status, stdout } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) return;
  const [{ size, unpackedSize, entryCount }] = JSON.parse(stdout);
  console.error(`package: ${size} bytes, ${unpackedSize} installed, ${entryCount} files`);
}

/** A package for this platform only gets the core's program in its own folder; otherwise it is in the folder for musl. */
function buildForThis() {
  const target = `linux-${process.arch}-glibc`;
  fs.rmSync(OUT, { recursive: true, force: true });
  build(target);
  buildProgram(path.join(OUT, target, 'gocluster-core'));
}

function main(names) {
  const isThis = process.env.GOCLUSTER_PLATFORMS === 'this' && names.length === 0;
  const targets = isThis ? [`linux-${process.arch}-glibc`] : names;
  if (targets.length === 0) targets.push(...Object.keys(TARGETS));
  for (const name of targets) {
    if (!(name in TARGETS)) fail(`no such target: ${name} (${Object.keys(TARGETS).join(', ')})`);
  }
  const needed = missing(targets.map((name) => TARGETS[name]));
  if (needed) fail(needed);
  if (isThis) buildForThis();
  else targets.forEach(build);
  report();
}

main(process.argv.slice(2));
