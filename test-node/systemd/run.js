'use strict';

// By hand, as root: gocluster under a real systemd, which is process 1 of a container (container.js) that this program makes of the machine's
// own systemd and removes again. The units are those of the documents and the examples.
//
//   node test-node/systemd/run.js [--only WORD] [--verbose]
//
// --only: the checks with the word in their name. --verbose: what the journal has of each.

const { parseArgs } = require('node:util');
const { Container, obstacle } = require('./container.js');
const CHECKS = [...require('./service.js').CHECKS, ...require('./activation.js').CHECKS];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});

/** @returns {Promise<Error | null>} what is wrong */
async function checked({ check }, container) {
  try {
    await check(container);
    return null;
  } catch (error) {
    return error;
  }
}

async function run() {
  const container = new Container();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await container.stop();
      process.exit(1);
    });
  }
  let failed = 0;
  try {
    await container.start();
    console.log(await container.do('systemctl', '--version'));
    for (const each of CHECKS.filter(({ name }) => name.includes(values.only))) {
      const began = performance.now();
      const problem = await checked(each, container);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`${problem ? 'FAILED' : 'ok'}  ${each.name} (${seconds} s)`);
      if (problem || values.verbose)
        console.log(await container.journal('--output', 'short-precise'));
      if (problem) {
        console.log(problem.stack);
        failed++;
      }
      await container.clear();
    }
  } finally {
    await container.stop();
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

const reason = obstacle();
if (reason) {
  console.log(`not run: ${reason}`);
  process.exitCode = 1;
} else {
  run();
}
