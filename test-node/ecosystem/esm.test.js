'use strict';

// ES modules: named imports of the cluster, with gocluster by -r, by --import, and imported by its name.

const assert = require('node:assert/strict');
const { requestJson } = require('./client');
const { assertSide, linkGocluster, nodeArgs, sameOnBoth, start } = require('./sides');

/** What both workers answer, and how the program ends. */
async function exercise(t, side, file, options) {
  const program = start(t, side, file, options);
  const { port, ...primary } = await program.line('ready');
  // A program that asks for gocluster itself has nothing in front of it.
  assertSide(options.env ? 'gocluster' : side, program);
  const workers = [];
  for (let i = 0; i < 4; i++) workers.push((await requestJson(`http://127.0.0.1:${port}/`)).body);
  workers.sort((a, b) => a.id - b.id);
  const { code, signal } = await program.end();
  return { primary, workers, exit: [code, signal] };
}

for (const way of ['require', 'import']) {
  sameOnBoth(`named imports of the cluster, gocluster by ${way}`, {}, async (side, t) => {
    const result = await exercise(t, side, 'esm.mjs', { way });
    for (const { same } of [result.primary, ...result.workers]) {
      assert.ok(
        Object.values(same).every(Boolean),
        `the names are those of the object: ${JSON.stringify(same)}`,
      );
    }
    if (side === 'gocluster') {
      // As it was said on the command line.
      assert.deepEqual(result.workers[0].execArgv, nodeArgs(side, way));
      for (const worker of result.workers) worker.execArgv = [];
    }
    return result;
  });
}

sameOnBoth('gocluster imported by its name', {}, async (side, t) => {
  linkGocluster();
  const options = side === 'gocluster' ? { env: { CLUSTER_PACKAGE: 'gocluster' } } : {};
  return exercise(t, 'built-in', 'esm-gocluster.mjs', options);
});
