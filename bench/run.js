'use strict';

// `npm run bench`: runs the same cluster program under the built-in and under
// gocluster, in turn, and reports what the kernel and the clients saw.

const fs = require('node:fs');
const path = require('node:path');
const { draw } = require('./chart');
const { Cluster } = require('./cluster');
const generator = require('./generator');
const machine = require('./machine');
const { select } = require('./modes');
const { parse, usage } = require('./options');
const report = require('./report');
const { Results } = require('./results');

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
  const run = options.draw ? load(options.draw) : await measure(options);
  if (run.failures.length > 0) process.exitCode = 1;
  await publish(run, options.save ? saved : out);
}

function load(file) {
  const run = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { ...run, results: new Results(run.results) };
}

async function measure(options) {
  generator.build();
  const modes = select(options.modes);
  if (modes.length === 0) throw new Error('no mode can run here');
  const about = machine.describe();
  const begun = Date.now();
  const results = new Results();
  const failures = [];
  const certificate = generator.makeCertificate();
  try {
    for (const scenario of options.scenarios) {
      console.log(`${scenario.name}: ${scenario.title}`);
      await measureScenario(scenario, { ...options, modes, results, failures, certificate });
    }
  } finally {
    fs.rmSync(certificate, { recursive: true });
  }
  const seconds = (Date.now() - begun) / 1000;
  const run = { machine: about, sizes: options.sizes.name, seconds, failures, results };
  fs.writeFileSync(path.join(out, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  return run;
}

async function measureScenario(scenario, plan) {
  const { sizes, rounds, modes, results, failures, certificate } = plan;
  const count = rounds ?? scenario.rounds[sizes.name];
  for (const setting of scenario.settings(sizes)) {
    for (let round = 0; round < count; round++) {
      // Each round begins with another mode, so that none is always the first.
      const first = round % modes.length;
      for (const mode of [...modes.slice(first), ...modes.slice(0, first)]) {
        const record = (values, about = {}) => {
          results.add(scenario.name, about, mode.name, values, round);
          console.log(`  ${mode.name} ${line(about)} ${line(values)}`);
        };
        try {
          await measureOnce(scenario, mode, { ...setting, certificate }, sizes, record);
        } catch (error) {
          // The other rounds are worth having; the report and the exit code tell.
          failures.push(`${scenario.name}, ${mode.name}: ${error.message}`);
          console.error(error);
        }
      }
    }
  }
}

async function measureOnce(scenario, mode, setting, sizes, record) {
  const cluster = await Cluster.start(mode, setting);
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
