'use strict';

// Proves that an import of gocluster type-checks wherever one of node:cluster did: with every supported version of
// @types/node, every way of resolving imports, in ES modules and CommonJS.

const assert = require('node:assert/strict');
const test = require('node:test');
const { RESOLUTIONS, TYPES_NODE, check } = require('./compiler');

const EVERYWHERE = ['imported-in-commonjs.cts', 'required.cts', 'subpaths.cts'];
const ES_MODULES = ['imported.mts', 'subpaths.mts'];
/** TypeScript has default imports of `export =`, which node:cluster is in the newest types, with esModuleInterop only. */
const INTEROP = ['beside-builtin.mts', 'default-in-commonjs.cts'];

/** What a project's settings allow a program to say, of gocluster as of node:cluster. */
function programsFor(resolution, esModuleInterop) {
  if (resolution === 'bundler') return [...ES_MODULES, ...INTEROP]; // no `import x = require()` in its ES output
  if (resolution !== 'node10')
    return [...EVERYWHERE, ...ES_MODULES, ...(esModuleInterop ? INTEROP : [])];
  // Classic rules compile .mts to require() too.
  return esModuleInterop ? [...EVERYWHERE, ...ES_MODULES, 'default-in-commonjs.cts'] : EVERYWHERE;
}

/** The types before and after their change of form get everything; those between are as the older ones. */
const EVERY_SETTING = [18, 26];

for (const version of TYPES_NODE) {
  const every = EVERY_SETTING.includes(version);
  for (const resolution of every ? Object.keys(RESOLUTIONS) : ['nodenext']) {
    for (const esModuleInterop of every ? [true, false] : [true]) {
      test(`@types/node ${version}, ${resolution}, esModuleInterop ${esModuleInterop}`, (t) => {
        const programs = programsFor(resolution, esModuleInterop);
        const project = { version, resolution, options: { esModuleInterop } };
        assert.deepEqual(check(t, programs, project), []);
      });
    }
  }
}
