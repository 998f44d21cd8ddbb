'use strict';

// The command line of bench/run.js.

const { parseArgs } = require('node:util');
const scenarios = require('./scenarios');
const sizes = require('./sizes');

const usage = `usage: node bench/run.js [options]
  --quick            short rounds, few cases: about two minutes, for a first look
  --only A,B         only these scenarios (${scenarios.map((each) => each.name).join(', ')})
  --modes A,B        only these modes (builtin-rr, builtin-none, reuseport, pm2, gocluster; not unless
                     named: gocluster-process, its core as it is where the C library cannot load it;
                     builtin-rr-batch and gocluster-batch, under chrt --batch)
  --compare REV      this build beside that of another revision, and beside itself for the noise; with
                     --modes these beside them
  --rounds N         so many rounds of each scenario
  --workers N,N      numbers of workers in churn and growth-workers
  --clients N,N      numbers of clients in churn and growth-clients
  --percents N,N     rates of open-loop, in percent of what SCHED_NONE does in a closed loop
  --save             put the report and the charts into bench/results, and the table into README.md
  --draw FILE,FILE   measure nothing, report and draw the JSON of earlier runs
  --help`;

const MOST_WORKERS = 64;
const MOST_CLIENTS = 10_000;
const MOST_ROUNDS = 100;
const MOST_PERCENT = 1_000;

/** @throws {Error} whose message says what is wrong with the command line */
function parse(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      modes: { type: 'string', default: '' },
      compare: { type: 'string' },
      rounds: { type: 'string' },
      workers: { type: 'string' },
      clients: { type: 'string' },
      percents: { type: 'string' },
      save: { type: 'boolean', default: false },
      draw: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const size = { ...(values.quick ? sizes.quick : sizes.full) };
  if (values.workers !== undefined) {
    size.workers = numbers('workers', values.workers, MOST_WORKERS);
    size.growth = { ...size.growth, workers: size.workers };
  }
  if (values.clients !== undefined) {
    size.clients = numbers('clients', values.clients, MOST_CLIENTS);
    size.growth = { ...size.growth, clients: size.clients };
  }
  if (values.percents !== undefined) {
    size.percents = numbers('percents', values.percents, MOST_PERCENT);
  }
  return {
    sizes: size,
    scenarios: chosen(words(values.only)),
    modes: words(values.modes),
    compare: values.compare,
    rounds: values.rounds === undefined ? null : numbers('rounds', values.rounds, MOST_ROUNDS)[0],
    save: values.save,
    draw: words(values.draw),
    help: values.help,
  };
}

function words(list) {
  return list.split(',').filter(Boolean);
}

function numbers(name, list, most) {
  const parsed = words(list).map(Number);
  const wrong = (number) => !Number.isInteger(number) || number < 1 || number > most;
  if (parsed.length === 0 || parsed.some(wrong)) {
    throw new Error(`--${name}: whole numbers from 1 to ${most}, not "${list}"`);
  }
  return parsed;
}

function chosen(names) {
  const unknown = names.filter((name) => !scenarios.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`--only: unknown scenario ${unknown.join(', ')}`);
  return scenarios.filter((each) => names.length === 0 || names.includes(each.name));
}

module.exports = { parse, usage };
