'use strict';
// The core's library with one fault in it, for core-panics.test.js: where a file appears, the core panics with connections in its hands.
// The fault is in what the Go compiler is shown, not in the sources.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const REACTOR = path.join(ROOT, 'core/reactor.go');
/** Here connections have been accepted, a worker has been chosen for each, and none has been sent. */
const CHOSEN = '\tfor r.handOut(); len(r.dirty) > 0; r.handOut() {\n';

const fault = (trigger) => `package core

import "golang.org/x/sys/unix"

func fail() {
	if unix.Unlink(${JSON.stringify(trigger)}) == nil {
		panic("made up")
	}
}
`;

/** Why there can be none here; false where there can. */
const obstacle = spawnSync('go', ['version']).error ? 'there is no Go here' : false;

/** @returns {{library: string, panic: () => Promise<void>}} the next connections make it panic; resolves once they have */
function build(dir) {
  const at = (name) => path.join(dir, name);
  const reactor = fs.readFileSync(REACTOR, 'utf8');
  assert.ok(reactor.includes(CHOSEN), 'reactor.go has the place of the fault');
  fs.writeFileSync(at('reactor.go'), reactor.replace(CHOSEN, `${CHOSEN}\t\tfail()\n`));
  fs.writeFileSync(at('fail.go'), fault(at('now')));
  const files = { [REACTOR]: at('reactor.go'), [path.join(ROOT, 'core/fail.go')]: at('fail.go') };
  fs.writeFileSync(at('overlay.json'), JSON.stringify({ Replace: files }));
  const library = at('libgocluster.so');
  const flags = ['-buildmode=c-shared', '-overlay', at('overlay.json'), '-o', library];
  execFileSync('go', ['build', ...flags, './capi'], { cwd: ROOT });
  return {
    library,
    async panic() {
      fs.writeFileSync(at('now'), '');
      await until(() => !fs.existsSync(at('now')), 'the panic');
    },
  };
}

/** For the primary: that library is the core of its process, as one that another copy of the package has loaded. */
const use = (context, root, library) => {
  const addon = require(`${root}/lib/native.js`).load();
  addon.close(addon.attach(library));
};

module.exports = { obstacle, build, use };
