'use strict';

// gocluster top: shows a running program's workers and listeners, live. Used by index.js.

const { parseOptions } = require('./parse_options');
const { Source, pathOf } = require('./top_source');
const { USAGE_ERROR, misused } = require('./usage');

const USAGE = `usage: gocluster top [--control PATH] [--name NAME] [--interval MILLISECONDS] [--json]

Shows the workers and listeners of a running program, as top does: of a service that "gocluster run" runs, or of any program that was
started with GOCLUSTER_CONTROL=PATH. Without a terminal it prints them once.

      --control PATH   its control socket; GOCLUSTER_CONTROL of this shell
  -n, --name NAME      name of the service; needed if several run
      --interval MS    time between two updates, or between the two looks that a table without a terminal needs; 1000
      --json           the numbers, once, as gocluster/stats has them

Keys: q ends, s sorts by the next column, r reloads, + and - start and stop one worker.`;

const OPTIONS = {
  control: { type: 'string' },
  name: { type: 'string', short: 'n' },
  interval: { type: 'string', default: '1000' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};
/** Terminals that know no escape sequences. */
const DUMB = 'dumb';

/** @param {string[]} args */
async function main(args) {
  let options;
  try {
    options = parseOptions({ args, options: OPTIONS }).values;
  } catch (error) {
    misused(error.message, USAGE.split('\n')[0]);
    return;
  }
  const interval = Number(options.interval);
  if (options.help) console.log(USAGE);
  else if (!(interval >= 100 && interval <= 60_000))
    misused('--interval is a number from 100 to 60000', USAGE.split('\n')[0]);
  else await show(options, interval);
}

async function show(options, interval) {
  try {
    const path = await pathOf(options);
    if (options.json) await printJson(path);
    else if (process.stdout.isTTY && process.stdin.isTTY && process.env.TERM !== DUMB)
      await require('./top_screen').run(path, interval);
    else await printOnce(path, interval);
  } catch ({ code, message }) {
    console.error(`gocluster: ${message}`);
    process.exitCode = code === 'ERR_GOCLUSTER_CONFIG' ? USAGE_ERROR : 1;
  }
}

async function printJson(path) {
  console.log(JSON.stringify(await new Source(path).ask({ verb: 'stats' }), null, 2));
}

/** Rates need two looks. */
async function printOnce(path, interval) {
  const Rates = require('./top_rates');
  const { page } = require('./top_view');
  const rates = new Rates();
  const source = new Source(path);
  rates.add(await source.ask({ verb: 'stats' }));
  await new Promise((resolve) => setTimeout(resolve, interval));
  rates.add(await source.ask({ verb: 'stats' }));
  console.log(page(rates.view(), { columns: Infinity }).join('\n'));
}

module.exports = { main };
