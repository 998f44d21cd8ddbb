'use strict';

// Publishes only a part of package.json: `node scripts/packed-manifest.js pack` removes the fields that are for a clone only, and
// `restore` puts them back. npm runs the one before and the other after packing, because it reads package.json in place. An
// installed package has neither the scripts nor what they need.
//
// If packing fails or is killed, npm does not run `restore`. So `pack` leaves a process behind, which waits for the end of the
// packing process, however it ends, and then restores (`restore-after PID TIME`).

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const MANIFEST = path.join(ROOT, 'package.json');
/** The whole package.json, while the other one is in its place. */
const WHOLE = path.join(ROOT, '.package.json.whole');
/** The other package.json until it is complete: it is renamed, so that nobody ever reads half of it. */
const PACKED = path.join(ROOT, '.package.json.packed');
const FOR_A_CLONE = ['scripts', 'devDependencies'];
const SHELLS = ['sh', 'dash', 'bash', 'ash', 'busybox'];
const ASK_EVERY_MS = 100;

/** @param {string} text of a whole package.json */
function packed(text) {
  const manifest = JSON.parse(text);
  for (const field of FOR_A_CLONE) delete manifest[field];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Restores the whole package.json, unless somebody has changed package.json since. */
function restore() {
  fs.rmSync(PACKED, { force: true });
  if (!fs.existsSync(WHOLE)) return;
  const isPacked = packed(fs.readFileSync(WHOLE, 'utf8')) === fs.readFileSync(MANIFEST, 'utf8');
  if (isPacked) fs.renameSync(WHOLE, MANIFEST);
  else fs.rmSync(WHOLE);
}

function pack() {
  restore();
  const whole = fs.readFileSync(MANIFEST, 'utf8');
  fs.writeFileSync(WHOLE, whole);
  // In a session of its own, so that Ctrl-C does not end it.
  const args = [__filename, 'restore-after', packer(), written()];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref();
  fs.writeFileSync(PACKED, packed(whole));
  fs.renameSync(PACKED, MANIFEST);
}

/** When the whole package.json was put aside, which distinguishes one packing from the next; undefined after it was restored. */
function written() {
  return fs.statSync(WHOLE, { throwIfNoEntry: false })?.mtimeMs;
}

/** The process id of the packing process: it has started this script, directly or through a shell. */
function packer() {
  const name = fs.readFileSync(`/proc/${process.ppid}/comm`, 'utf8').trim();
  return SHELLS.includes(name) ? parentOf(process.ppid) : process.ppid;
}

function parentOf(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Waits until the packing process has ended, or until postpack or the next packing has restored. */
function restoreAfter(pid, time) {
  if (String(written()) !== time) return;
  if (fs.existsSync(`/proc/${pid}`)) setTimeout(restoreAfter, ASK_EVERY_MS, pid, time);
  else restore();
}

const COMMANDS = { pack, restore, 'restore-after': restoreAfter };
if (require.main === module) COMMANDS[process.argv[2]](...process.argv.slice(3));

module.exports = { packed };
