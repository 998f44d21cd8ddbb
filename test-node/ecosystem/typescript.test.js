'use strict';

// A TypeScript program, compiled to CommonJS and to ES modules. gocluster's side is what a user who moves over has:
// the same program that imports 'gocluster' instead of 'node:cluster', compiled against gocluster's types.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { request } = require('./client');
const { PROGRAMS } = require('./program');
const { assertSide, linkGocluster, sameOnBoth, start } = require('./sides');
const { MODULE_KINDS, compile } = require('./typescript-compiler');

const SOURCE = fs.readFileSync(path.join(PROGRAMS, 'typescript.ts'), 'utf8');
const REQUESTS = 6;

for (const kind of Object.keys(MODULE_KINDS)) {
  sameOnBoth(`TypeScript compiled to ${kind}`, {}, async (side, t) => {
    linkGocluster();
    const source = side === 'gocluster' ? SOURCE.replace("'node:cluster'", "'gocluster'") : SOURCE;
    const { folder, output, ok } = compile(t, kind, { 'server.ts': source }, ['--skipLibCheck']);
    assert.ok(ok, output);
    const script = path.join(folder, 'server.js');
    const isModule = /^import /m.test(fs.readFileSync(script, 'utf8'));
    assert.equal(isModule, kind === 'esm', 'the compiler made the other kind');

    // No preload: the program brings gocluster itself.
    const program = start(t, 'built-in', script);
    const port = await program.line('ready');
    assertSide(side, program);
    const workers = new Set();
    const answers = [];
    for (let i = 0; i < REQUESTS; i++) {
      const [worker, ...answer] = (await request(`http://127.0.0.1:${port}/${i}`)).body.split(' ');
      workers.add(worker);
      answers.push(answer);
    }
    // Which of them is first is open.
    assert.equal(workers.size, 2, 'both workers have served');
    const { code, signal } = await program.end();
    return { answers, exits: program.printed('exit'), exit: [code, signal] };
  });
}
