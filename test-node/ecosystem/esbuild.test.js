'use strict';

// A program bundled by esbuild into one file, minified, in both module formats: with gocluster by preload, and with
// gocluster in the place of node:cluster, which a bundle leaves outside as every package with a native part.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const esbuild = require('esbuild');
const { request } = require('./client');
const { PROGRAMS } = require('./program');
const { assertSide, linkGocluster, sameOnBoth, start } = require('./sides');

const REQUESTS = 6;
const EXTENSIONS = { cjs: '.cjs', esm: '.mjs' };

// CommonJS packages in an ES module need require(): the usual line for express.
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

async function bundle(t, format, alias) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  if (alias) {
    // Beside the bundle lies only what it leaves outside.
    const packages = path.join(__dirname, 'node_modules');
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync(
      path.join(packages, 'gocluster'),
      path.join(folder, 'node_modules', 'gocluster'),
    );
  }
  const outfile = path.join(folder, `server${EXTENSIONS[format]}`);
  await esbuild.build({
    entryPoints: [path.join(PROGRAMS, 'bundled.mjs')],
    outfile,
    format,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node18',
    external: ['gocluster'],
    logLevel: 'silent',
    alias: alias ? { 'node:cluster': alias } : {},
    banner: format === 'esm' ? { js: REQUIRE } : {},
  });
  return outfile;
}

async function exercise(t, side, script, options) {
  const program = start(t, options.preload ? side : 'built-in', script);
  const port = await program.line('ready');
  assertSide(side, program);
  const answers = [];
  for (let i = 0; i < REQUESTS; i++) {
    answers.push((await request(`http://127.0.0.1:${port}/hello/${i}`)).body);
  }
  const { code, signal } = await program.end();
  return {
    workers: new Set(answers.map((text) => text.at(-2))).size,
    answer: answers[0].slice(0, 24),
    code,
    signal,
  };
}

for (const format of Object.keys(EXTENSIONS)) {
  sameOnBoth(`an esbuild bundle (${format}), gocluster by preload`, {}, async (side, t) => {
    return exercise(t, side, await bundle(t, format), { preload: true });
  });

  sameOnBoth(`an esbuild bundle (${format}), gocluster left outside`, {}, async (side, t) => {
    linkGocluster();
    const alias = side === 'gocluster' ? 'gocluster' : undefined;
    return exercise(t, side, await bundle(t, format, alias), { preload: false });
  });
}
