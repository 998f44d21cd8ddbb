'use strict';

// A copy of the package whose addon has AddressSanitizer and UndefinedBehaviorSanitizer in it, and how programs run with it.
//
// Node itself is not built with them, so their libraries must be there before it: LD_PRELOAD, which workers inherit. Each
// process writes what it finds to a file of its own. The Go core is the ordinary one: its runtime has an allocator and
// stacks of its own, and test-go/capi has the C beside it under the sanitizers. What Node or Go have not freed at the end is
// not ours: of LeakSanitizer's reports those count in which the addon is close to the allocation. handle_segv=0, because Node and Go have their own
// handlers for that signal.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../..');
const CC = process.env.CC || 'gcc';
const HEADERS = path.join(path.dirname(process.execPath), '..', 'include', 'node');

const FLAGS = [
  ...['-std=c11', '-O1', '-g', '-fno-omit-frame-pointer', '-DNAPI_VERSION=8', '-fPIC', '-shared'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-Wl,-z,nodelete'],
];

/** An allocation by the addon itself, or by Node-API for it. */
const OURS = /#[1-4] .*\.node\+/;

/** Why the addon cannot be built here, or false. */
function missing() {
  if (!fs.existsSync(path.join(headers(), 'node_api.h'))) return "Node's headers are not here";
  try {
    return libraries().some((file) => !path.isAbsolute(file)) && 'the compiler has no libasan';
  } catch {
    return `there is no ${CC}`;
  }
}

/** The headers of the node that runs this, or of the one that built the package: Node-API is the same in all. */
function headers() {
  const { npm_config_nodedir: nodedir } = process.env;
  if (nodedir) return path.join(nodedir, 'include', 'node');
  if (fs.existsSync(path.join(HEADERS, 'node_api.h'))) return HEADERS;
  const gypi = path.join(ROOT, 'build', 'config.gypi');
  const built = fs.existsSync(gypi) && /"nodedir": "([^"]+)"/.exec(fs.readFileSync(gypi, 'utf8'));
  return built ? path.join(built[1], 'include', 'node') : HEADERS;
}

function libraries() {
  return ['libasan.so', 'libubsan.so'].map((name) =>
    execFileSync(CC, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim(),
  );
}

/** Builds an addon. */
function compile(sources, output, ...options) {
  execFileSync(CC, [
    ...FLAGS,
    ...options,
    '-I',
    headers(),
    ...sources,
    '-o',
    output,
    '-ldl',
    '-lpthread',
  ]);
}

/** @returns {{register: string, addon: string, remove: () => void}} */
function build() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-asan-'));
  const binaries = path.join(folder, 'build', 'Release');
  fs.mkdirSync(binaries, { recursive: true });
  fs.cpSync(path.join(ROOT, 'lib'), path.join(folder, 'lib'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  const core = 'libgocluster.so';
  fs.copyFileSync(path.join(ROOT, 'build', 'Release', core), path.join(binaries, core));
  const addon = path.join(binaries, 'gocluster.node');
  const sources = fs.readdirSync(path.join(ROOT, 'addon')).filter((name) => name.endsWith('.c'));
  compile(
    sources.map((name) => path.join(ROOT, 'addon', name)),
    addon,
  );
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  return { register: path.join(folder, 'lib', 'register.js'), addon, remove };
}

/**
 * The environment of a program: its processes write to files that begin with `log`. Without symbols: reading those of Node
 * takes seconds a process.
 */
function environment(log) {
  return {
    LD_PRELOAD: libraries().join(' '),
    ASAN_OPTIONS: `handle_segv=0:detect_leaks=1:exitcode=0:symbolize=0:log_path=${log}`,
    UBSAN_OPTIONS: 'symbolize=0',
  };
}

/** What the processes have found: AddressSanitizer in their files, UndefinedBehaviorSanitizer on standard error. */
function reports(log, stderr) {
  const folder = path.dirname(log);
  const found = fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(`${path.basename(log)}.`))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .flatMap((text) => {
      if (!text.includes('LeakSanitizer')) return [text];
      return text.split('\n\n').filter((part) => part.includes('leak of') && OURS.test(part));
    });
  return [...found, ...stderr.split('\n').filter((line) => line.includes('runtime error'))];
}

module.exports = { missing, build, compile, environment, reports };
