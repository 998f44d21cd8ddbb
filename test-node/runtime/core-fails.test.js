'use strict';
// If the core ever has a fault, the primary reports it as gocluster's, with where to report it, and starts another core, which is told
// all that the first was. After five in a minute every server that wants to listen gets an error.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { GOCLUSTER_ONLY, ROOT, run } = require('../support/run.js');

/** A primary whose cores are stand-ins: so many of them fail at a listen, in the way that argv names. */
function program(report) {
  const cluster = require('node:cluster');
  const [, , root, way, times] = process.argv;
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
  let failures = 0;
  const answer = (seq) => {
    if (failures++ >= Number(times)) return say(wire.NOTICE.answer, seq, '');
    if (way === 'tells why') say(wire.NOTICE.failed, 3, 'made up\n    at core.turn');
    core.close();
  };
  native.attach = () => {
    const [near, far] = addon.pair();
    const bytes = Buffer.alloc(8 * wire.MAX_BYTES);
    core = new addon.Channel(far, bytes, new Int32Array(8 * wire.MAX_FDS), (length) => {
      for (let at = 0; at < length;) {
        const op = bytes.readUInt32LE(at);
        const seq = bytes.readUInt32LE(at + 4);
        if (op === wire.OP.listen) return answer(seq);
        if (op === wire.OP.closeListener) say(wire.NOTICE.answer, seq, '');
        at += 16; // all that have no address
      }
    });
    core.unref();
    say(wire.NOTICE.answer, 1, ''); // attach() waits for it: nothing can be read here meanwhile
    return { fd: near, isProcess: false };
  };
  process.on('warning', ({ code, message }) => report('warning', { code, message }));
  cluster.fork().on('exit', (code) => {
    report('exit', code);
    cluster.fork().on('exit', () => report('second exit', code));
  });
}

const WAYS = {
  'tells why': /has stopped\. (.*)made up\n {4}at core\.turn/s,
  vanishes: /has stopped\. (.*)its channel was closed/s,
};
/** So many failures in a minute are the last ones. */
const TOO_MANY = 5;

for (const [way, story] of Object.entries(WAYS)) {
  for (const times of [1, TOO_MANY]) {
    test(`a core that ${way}, ${times} times`, { skip: GOCLUSTER_ONLY }, async (t) => {
      const primary = run(t, program, { args: [ROOT, way, `${times}`] });
      assert.deepEqual(await primary.end(), { code: 0, signal: null }, primary.stderr);
      const warnings = primary.all('warning');
      assert.equal(warnings.length, times, JSON.stringify(warnings));
      warnings.forEach(({ code, message }, i) => {
        const outcome = story.exec(message)?.[1] ?? assert.fail(message);
        assert.equal(code, 'GOCLUSTER_FAILED');
        assert.match(outcome, i + 1 < TOO_MANY ? /service goes on/ : /failed too often/);
        assert.equal(outcome.includes('have ended: 3.'), way === 'tells why' && i + 1 < TOO_MANY);
        assert.match(message, /bug in gocluster.*npm owner ls gocluster/);
      });
      const fails = times === TOO_MANY;
      assert.deepEqual(
        primary.all('error'),
        Array.from({ length: fails ? 2 : 0 }, () => ({ code: 'EPIPE', syscall: 'bind' })),
      );
      assert.equal(primary.all('listening').length, fails ? 0 : 2);
      assert.deepEqual(primary.all('exit'), [0]);
    });
  }
}
