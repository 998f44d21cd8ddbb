'use strict';

// The js and mjs blocks of the documents are programs, and what they print stands in them: each `// => text` is a line
// that the program prints, on whichever process, and it prints no other. `<n>` stands for any number. `// warns: text`
// is part of what it writes to standard error. Each runs as it is, under gocluster, or
// with GOCLUSTER_TEST_BUILTIN under Node's own cluster, where a document says the same of both.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { BUILTIN, GOCLUSTER_ONLY } = require('../support/run');
const { allBlocks } = require('./blocks');
const { PRELOAD, makeFolder, start, testNetwork } = require('./sandbox');

const NODE_MAJOR = Number(process.versions.node.split('.')[0]);

const programs = allBlocks().filter(
  ({ language, attributes }) => /^m?js$/.test(language) && !attributes.name && !attributes.notRun,
);

function expectationsOf(text) {
  const lines = [...text.matchAll(/\/\/ => (.*)$/gm)].map(([, line]) => line.trim());
  const warnings = [...text.matchAll(/\/\/ warns: (.*)$/gm)].map(([, line]) => line.trim());
  return { lines, warnings };
}

/** The lines that fit a `// =>`. */
function pattern(line) {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('<n>', '\\d+')}$`);
}

function check(program, { lines, warnings }) {
  const printed = program.lines;
  const story = `printed:\n${program.stdout}\nstderr:\n${program.stderr}`;
  for (const line of lines) {
    assert.ok(
      printed.some((text) => pattern(line).test(text.trim())),
      `not printed: ${line}\n${story}`,
    );
  }
  for (const text of printed) {
    assert.ok(
      lines.some((line) => pattern(line).test(text.trim())),
      `printed, and not in the text: ${text}\n${story}`,
    );
  }
  for (const warning of warnings) assert.ok(program.stderr.includes(warning), story);
  if (warnings.length === 0) assert.equal(program.stderr, '', story);
  assert.deepEqual(program.ended, { code: 0, signal: null }, story);
}

async function runOn(t, side, { language, text }) {
  const file = `program.${language}`;
  const folder = makeFolder(t, { [file]: text });
  const network = await testNetwork(t);
  const program = start(t, [process.execPath, ...PRELOAD[side], file], { folder, network });
  await program.end();
  check(program, expectationsOf(text));
}

test('there are programs to run', () => {
  assert.ok(programs.length > 40, `${programs.length}`);
});

for (const program of programs) {
  const { file, line, text, attributes } = program;
  const skip =
    (NODE_MAJOR < Number(attributes.node ?? 0) &&
      `what it shows came with Node ${attributes.node}`) ||
    (BUILTIN && attributes.only === 'gocluster' && GOCLUSTER_ONLY);
  const side = attributes.only ?? (BUILTIN ? 'builtin' : 'gocluster');
  test(`${file}:${line} under ${side}`, { skip }, async (t) => {
    assert.ok(expectationsOf(text).lines.length > 0, 'a program that says nothing checks nothing');
    await runOn(t, side, program);
  });
}
