'use strict';

// What of package.json is published: `node scripts/packed-manifest.js pack` leaves out what is for a clone only, `restore`
// puts it back. npm runs the two round packing, which reads package.json where it is. Whoever installs has neither the
// scripts nor what they need.
//
// A packing that fails or is killed never gets to `restore`. So `pack` leaves a process behind, which waits for the end of
// the one that packs, whatever that is, and restores then (`restore-after PID`).

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const MANIFEST = path.join(ROOT, 'package.json');
/** The whole one, while the other is in its place. */
const WHOLE = path.join(ROOT, '.package.json.whole');
/** The other, until it is written: nobody ever sees half of one. */
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

/** Not over what somebody has written since. */
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
  // In a session of its own: Ctrl-C is for the others.
  const args = [__filename, 'restore-after', packer(), written()];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref();
  fs.writeFileSync(PACKED, packed(whole));
  fs.renameSync(PACKED, MANIFEST);
}

/** When the whole one was put aside, which tells one packing from the next; undefined once it is back. */
function written() {
  return fs.statSync(WHOLE, { throwIfNoEntry: false })?.mtimeMs;
}

/** The process that packs: the one that started this script, or the shell for it. */
function packer() {
  const name = fs.readFileSync(`/proc/${process.ppid}/comm`, 'utf8').trim();
  return SHELLS.includes(name) ? parentOf(process.ppid) : process.ppid;
}

function parentOf(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Ends when the packing does, or when postpack or the next packing has restored. */
function restoreAfter(pid, time) {
  if (String(written()) !== time) return;
  if (fs.existsSync(`/proc/${pid}`)) setTimeout(restoreAfter, ASK_EVERY_MS, pid, time);
  else restore();
}

const COMMANDS = { pack, restore, 'restore-after': restoreAfter };
if (require.main === module) COMMANDS[process.argv[2]](...process.argv.slice(3));

module.exports = { packed };
