'use strict';

// Run by unit.js in the container's network: requests at a fixed rate until standard input ends. On standard output: a line when the first
// has its answer, and in the end an account of all.
//
//   load.js PORT RATE

const { Load } = require('../upgrade/load.js');

const LOOK_MS = 10;

const [port, rate] = process.argv.slice(2).map(Number);
const load = new Load(port, rate);
const look = setInterval(() => {
  if (load.served === 0) return;
  clearInterval(look);
  console.log();
}, LOOK_MS);
process.stdin.resume().on('end', async () => {
  await load.stop();
  const { served, failures, closed } = load;
  console.log(JSON.stringify({ served, failures, closed, answers: [...load.answers.keys()] }));
  clearInterval(look);
});
