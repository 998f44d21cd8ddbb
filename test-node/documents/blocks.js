'use strict';

// The fenced blocks of the documents: README.md, ARCHITECTURE.md and docs/*.md. They are read at test time and are never
// copied into a test, so that what is run is what is read.
//
// A comment in the line before a block says how it is tested:
//
//   <!-- example only=gocluster node=22 -->   a program, run as it is: by self-checking.test.js
//   <!-- example name=nginx -->                part of what a test of this folder runs, by this name
//   <!-- not run: reason -->                   nothing runs it here, and why
//
// A js or mjs block without a comment is a program that checks itself: see self-checking.test.js.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
const BLOCK = /(?:^<!-- (.*) -->\n)?^( *)```(\w*)\n([^]*?)^\2```$/gm;

/** The documents with blocks, relative to the root. */
const FILES = [
  'README.md',
  ...fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Other helpers' words: `only=gocluster` becomes { only: 'gocluster' }, a bare word { word: true }. */
function attributesOf(comment = '') {
  if (comment.startsWith('not run:')) return { notRun: comment.slice('not run:'.length).trim() };
  if (!comment.startsWith('example')) return {};
  const pairs = comment.split(' ').slice(1);
  return Object.fromEntries(pairs.map((pair) => [...pair.split('='), true].slice(0, 2)));
}

/**
 * @param {string} file relative to the root
 * @returns {Array<{file: string, line: number, language: string, text: string, attributes: object}>}
 */
function blocksOf(file) {
  const whole = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return [...whole.matchAll(BLOCK)].map(([all, comment, indent, language, body]) => {
    const before = whole.slice(0, whole.indexOf(all));
    const line = before.split('\n').length + (comment === undefined ? 0 : 1);
    const text = body.replace(new RegExp(`^${indent}`, 'gm'), '');
    return { file, line, language, text, attributes: attributesOf(comment) };
  });
}

function allBlocks() {
  return FILES.flatMap(blocksOf);
}

/** The text of the one block with this name. */
function block(name) {
  const found = allBlocks().filter(({ attributes }) => attributes.name === name);
  if (found.length !== 1) throw new Error(`${found.length} blocks have the name ${name}`);
  return found[0].text;
}

module.exports = { FILES, ROOT, allBlocks, block };
