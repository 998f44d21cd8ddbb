'use strict';

// A scenario's program as files on disk, in a folder of its own.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PROBE = path.join(__dirname, 'probe.js');

/**
 * Writes `program.js` and the scenario's other files: a text as it is, a method as a module.
 * @param {object} scenario
 * @returns {{folder: string, main: string, remove: () => void}}
 */
function writeProgram(scenario) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gc-diff-')));
  const main = path.join(folder, 'program.js');
  fs.writeFileSync(main, moduleSource('program', scenario.program));
  for (const [name, content] of Object.entries(scenario.files ?? {})) {
    const isText = typeof content === 'string';
    const file = path.join(folder, isText ? name : `${name}.js`);
    fs.writeFileSync(file, isText ? content : moduleSource(name, content));
  }
  return { folder, main, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

// A scenario writes its functions as methods: `program({ say }) { ... }`.
function moduleSource(name, method) {
  const source = `({ ${method} })[${JSON.stringify(name)}](require(${JSON.stringify(PROBE)})(__dirname));`;
  return `'use strict';\n${source}\n`;
}

module.exports = { writeProgram };
