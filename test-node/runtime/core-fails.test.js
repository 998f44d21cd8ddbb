'use strict';
// If the core ever has a fault, the primary reports it as gocluster's, with where to report it, and lives on. A core that
// goes on is a warning; one that has stopped is a warning and an error for every server that wants to listen.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { GOCLUSTER_ONLY, ROOT, run } = require('../support/run.js');

/** A primary whose core is a stand-in: it answers the first listen in the way that argv names. */
function program(report) {
  const cluster = require('node:cluster');
  const [, , root, way] = process.argv;
  if (cluster.isWorker) {
    const server = require('node:net').createServer();
    server.on('error', ({ code, syscall }) => {
      report('error', { code, syscall });
      cluster.worker.disconnect();
    });
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      report('listening');
      cluster.worker.disconnect();
    });
    return;
  }
  const { join } = require('node:path');
  const native = require(join(root, 'lib/native.js'));
  const wire = require(join(root, 'lib/wire.js'));
  const addon = native.load();
  let core;
  const say = (kind, id, text) => {
    const head = Buffer.alloc(24);
    [24 + text.length, kind, id, 0, 0, 0].forEach((word, i) => head.writeUInt32LE(word, 4 * i));
    core.send(Buffer.concat([head, Buffer.from(text)]));
  };
  const ways = {
    panics: (seq) => {
      say(wire.NOTICE.panicked, 0, 'made up\n    at core.turn');
      say(wire.NOTICE.answer, seq, '');
    },
    fails: () => {
      say(wire.NOTICE.failed, 0, 'made up\n    at core.turn');
      core.close();
    },
    vanishes: () => core.close(),
  };
  native.attach = () => {
    const [near, far] = addon.pair();
    const bytes = Buffer.alloc(8 * wire.MAX_BYTES);
    core = new addon.Channel(far, bytes, new Int32Array(8 * wire.MAX_FDS), (length) => {
      for (let at = 0; at < length;) {
        const op = bytes.readUInt32LE(at);
        const seq = bytes.readUInt32LE(at + 4);
        if (op === wire.OP.listen) return ways[way](seq);
        if (op === wire.OP.closeListener) say(wire.NOTICE.answer, seq, '');
        at += 16; // all that have no address
      }
    });
    core.unref();
    return { fd: near, isProcess: false };
  };
  process.on('warning', ({ code, message }) => report('warning', { code, message }));
  cluster.fork().on('exit', (code) => {
    report('exit', code);
    if (way === 'panics') return;
    cluster.fork().on('exit', () => report('second exit', code));
  });
}

const WAYS = {
  panics: { code: 'GOCLUSTER_PANIC', errors: 0, story: /recovered.*made up\n {4}at core\.turn/s },
  fails: { code: 'GOCLUSTER_FAILED', errors: 2, story: /stopped.*made up\n {4}at core\.turn/s },
  vanishes: { code: 'GOCLUSTER_FAILED', errors: 2, story: /stopped.*its channel was closed/s },
};

for (const [way, { code, errors, story }] of Object.entries(WAYS)) {
  test(`a core that ${way}`, { skip: GOCLUSTER_ONLY }, async (t) => {
    const primary = run(t, program, { args: [ROOT, way] });
    assert.deepEqual(await primary.end(), { code: 0, signal: null }, primary.stderr);
    const warnings = primary.all('warning');
    assert.equal(warnings.length, 1, JSON.stringify(warnings));
    assert.equal(warnings[0].code, code);
    assert.match(warnings[0].message, story);
    assert.match(warnings[0].message, /bug in gocluster.*npm bugs gocluster/);
    assert.ok(primary.stderr.includes(`[${code}]`), primary.stderr);
    assert.deepEqual(
      primary.all('error'),
      Array.from({ length: errors }, () => ({ code: 'EPIPE', syscall: 'bind' })),
    );
    assert.deepEqual(primary.all('listening').length, errors === 0 ? 1 : 0);
    assert.deepEqual(primary.all('exit'), [0]);
  });
}
