'use strict';

// For people: node show.js SUBJECT/NAME [rr|none] [built-in|gocluster] prints what a scenario reports.

const path = require('node:path');
const { run } = require('./run.js');
const sides = require('./side.js');

async function show([name, policy = 'rr', sideName = 'built-in']) {
  const side = sideName === 'gocluster' ? sides.gocluster : sides.builtin;
  const scenario = require(path.join(__dirname, 'scenarios', `${name}.js`));
  for (const [stream, lines] of await run(scenario, side, policy)) {
    console.log(`${stream}\n${lines.map((line) => `    ${line}`).join('\n')}`);
  }
}

show(process.argv.slice(2));
