'use strict';

// `npm run bench`: runs the same cluster program under the built-in and under gocluster, in turn, and reports the measurements of the
// kernel and of the clients.

const fs = require('node:fs');
const path = require('node:path');
const { draw } = require('./chart');
const { Cluster } = require('./cluster');
const generator = require('./generator');
const machine = require('./machine');
const { compared, inOrder, named, possible } = require('./modes');
const { parse, usage } = require('./options');
const readme = require('./readme');
const report = require('./report');
const { Results } = require('./results');
const { build } = require('./revision');

const out = path.join(__dirname, 'out');
const saved = path.join(__dirname, 'results');

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});

async function main() {
  const options = parse(process.argv.slice(2));
  if (options.help) return console.log(usage);
  fs.mkdirSync(out, { recursive: true });
  const run = options.draw.length > 0 ? load(options.draw) : await measure(options);
  if (run.failures.length > 0) process.exitCode = 1;
  await publish(run, options.save ? saved : out);
  if (options.save) console.log(`written: ${readme.write(run)}`);
}

/** Loads several runs on one machine as one. If a scenario is in several of them, the last one counts. */
function load(files) {
  const runs = files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
  const entries = runs.flatMap(({ results }, i) => {
    const later = new Set(runs.slice(i + 1).flatMap((run) => run.results.map(keyOf)));
    return results.filter((entry) => !later.has(keyOf(entry)));
  });
  const modes = new Map(runs.flatMap((run) => run.modes).map((mode) => [mode.name, mode]));
  return {
    ...runs[0],
    machine: busiest(runs.map(({ machine: about }) => about)),
    modes: inOrder([...modes.values()]),
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    failures: runs.flatMap(({ failures }) => failures),
    results: new Results(entries),
  };
}

/** Of the descriptions of one machine from several runs, the one with the highest load by other work. */
function busiest(machines) {
  return machines.reduce((a, b) => (b.loadBefore > a.loadBefore ? b : a));
}

function keyOf({ scenario, about, mode }) {
  return JSON.stringify([scenario, about, mode]);
}

async function measure(options) {
  generator.build();
  const modes = possible(wanted(options));
  if (modes.length === 0) throw new Error('no mode can run here');
  const about = machine.describe();
  const begun = Date.now();
  const results = new Results();
  const failures = [];
  const certificate = generator.makeCertificate();
  const soFar = () => ({
    machine: about,
    sizes: options.sizes.name,
    modes: modes.map(({ name, label }) => ({ name, label })),
    seconds: (Date.now() - begun) / 1000,
    failures,
    results,
  });
  // A run that is ended early leaves what it has measured so far.
  const keep = () =>
    fs.writeFileSync(path.join(out, 'run.json'), `${JSON.stringify(soFar(), null, 2)}\n`);
  try {
    for (const scenario of options.scenarios) {
      console.log(`${scenario.name}: ${scenario.title}`);
      await measureScenario(scenario, { ...options, modes, results, failures, certificate, keep });
    }
  } finally {
    fs.rmSync(certificate, { recursive: true });
  }
  return soFar();
}

function wanted({ modes, compare }) {
  if (compare === undefined) return named(modes);
  const beside = modes.length > 0 ? named(modes) : [];
  return [...new Set([...compared(build(compare)), ...beside])];
}

async function measureScenario(scenario, plan) {
  const { sizes, rounds, results, failures, certificate, keep } = plan;
  const modes = scenario.runs ? plan.modes.filter(scenario.runs) : plan.modes;
  const count = rounds ?? scenario.rounds[sizes.name];
  for (const plain of scenario.settings(sizes)) {
    const setting = { ...plain, ...(await prepare(scenario, plain, plan)), certificate };
    for (let round = 0; round < count; round++) {
      // Each round begins with another mode, so that none is always the first.
      const first = round % modes.length;
      for (const mode of [...modes.slice(first), ...modes.slice(0, first)]) {
        const record = (values, about = {}) => {
          results.add(scenario.name, about, mode.name, values, round);
          console.log(`  ${mode.name} ${line(about)} ${line(values)}`);
        };
        try {
          await measureOnce(scenario, mode, setting, sizes, record);
        } catch (error) {
          // The other rounds are still measured. The report and the exit code tell of the failure.
          failures.push(`${scenario.name}, ${mode.name}: ${error.message}`);
          console.error(error);
        }
      }
      keep();
    }
  }
}

/** Measures what a scenario has to know about this machine before it can measure any mode. */
async function prepare(scenario, setting, { sizes, certificate }) {
  if (!scenario.prepare) return {};
  const cluster = await Cluster.start(named([scenario.preparesWith])[0], {
    ...setting,
    certificate,
  });
  try {
    return await scenario.prepare({ cluster, sizes });
  } finally {
    await cluster.stop();
  }
}

async function measureOnce(scenario, mode, setting, sizes, record) {
  const start = scenario.start ?? Cluster.start;
  const cluster = await start(mode, setting);
  try {
    await scenario.measure({ cluster, setting, sizes, record });
  } finally {
    await cluster.stop();
  }
}

function line(values) {
  const short = (value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  return Object.entries(values)
    .map(([name, value]) => `${name}=${short(value)}`)
    .join(' ');
}

async function publish(run, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const text = report.markdown(run);
  fs.writeFileSync(path.join(folder, 'report.md'), text);
  console.log(`\n${text}`);
  try {
    for (const file of await draw(run, folder)) console.log(`drawn: ${file}`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log('not drawn: the charts need the development dependencies (npm install)');
  }
}
