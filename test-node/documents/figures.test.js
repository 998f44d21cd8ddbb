'use strict';

// The bounds that the documents name are those of the code.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT } = require('./blocks');

const read = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8');
// Documents break their lines anywhere.
const prose = (file) => read(file).replace(/\s+/g, ' ');

/** The value of a constant: file, name in it, and the sentences that say it, with N for the number. */
const FIGURES = [
  {
    file: 'core/listener.go',
    constant: /^\tpendingMax = (\d+)$/m,
    sentences: {
      'ARCHITECTURE.md': 'Up to N connections are held per listener',
      'docs/api.md': 'up to N connections per listener are held',
      'docs/operations.md': 'at most N a listener while every worker is busy',
    },
  },
  {
    file: 'core/reactor.go',
    constant: /^\ttick = (\d+) \* time\.Millisecond$/m,
    sentences: {
      'ARCHITECTURE.md': 'At each tick (N ms) the core',
      'docs/api.md': 'has read nothing for N ms',
    },
  },
  {
    file: 'lib/inbox.js',
    constant: /^const FD_HEADROOM = (\d+);$/m,
    sentences: { 'docs/operations.md': 'With fewer than N left' },
  },
];

for (const { file, constant, sentences } of FIGURES) {
  test(`what ${Object.keys(sentences).join(', ')} say of ${file}: ${constant.source}`, () => {
    const value = Number(read(file).match(constant)[1]).toLocaleString('en-US');
    for (const [document, sentence] of Object.entries(sentences)) {
      const wanted = sentence.replace(/\bN\b/, value);
      assert.ok(prose(document).includes(wanted), `${document} does not say: ${wanted}`);
    }
  });
}
