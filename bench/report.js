'use strict';

// Makes Markdown of results, which is also readable in a terminal.

const comparison = require('./comparison');
const goals = require('./goals');
const machine = require('./machine');
const scenarios = require('./scenarios');

const BASE = 'builtin-rr';

const notes = `One run on one machine that also makes the load: read the ratios, not the absolute figures.
"x" is the ratio to the built-in's round robin: the median over the rounds of the ratio within a
round. All else are medians over the rounds. "us CPU" is CPU microseconds a connection by the
kernel's accounting (scheduler clock of each process, threads that ended included), without the
load generator. What this does not show: a cluster that has just started, whose code V8 has not
optimized yet, costs two to three times as much; with keep-alive connections nothing is handed off
and nothing is gained; a program that does real work per request gains accordingly less; and a
network between client and server was not there.`;

/** @param {object} run { machine, sizes, modes, seconds, results } */
function markdown(run) {
  const { results } = run;
  const parts = [
    '# Benchmark',
    `${machine.line(run.machine)}. ${run.machine.date.slice(0, 10)}, ${run.sizes} run, ` +
      `${Math.round(run.seconds)} s.`,
    notes,
  ];
  if (run.machine.loadBefore > machine.IDLE_LOAD) {
    const load = run.machine.loadBefore.toFixed(1);
    parts.push(
      `**Other work ran on the machine (load average ${load}): read no latency, and rates with care.**`,
    );
  }
  const compared = comparison.rows(run);
  if (compared.length > 0) {
    parts.push('## Compared', comparison.note, table(comparison.heads, compared));
  }
  if (results.toJSON().some((entry) => entry.mode === 'gocluster')) {
    parts.push('## Goals', goalTable(results));
  }
  if (run.failures.length > 0) {
    parts.push('## Failed', run.failures.map((text) => `- ${text}`).join('\n'));
  }
  for (const scenario of scenarios) {
    const text = scenarioTable(scenario, run);
    if (text) parts.push(`## ${scenario.title}`, text);
  }
  return `${parts.join('\n\n')}\n`;
}

function goalTable(results) {
  const rows = goals
    .check(results)
    .map((each) => [each.title, each.goal, number(each.value, 2), each.verdict]);
  return table(['', 'goal', 'gocluster', ''], rows);
}

function scenarioTable(scenario, { results, modes }) {
  const cases = results.cases(scenario.name);
  if (cases.length === 0) return null;
  const abouts = Object.keys(cases[0]);
  const heads = scenario.columns.flatMap((column) =>
    column.ratio ? [column.title, 'x'] : [column.title],
  );
  const rows = cases.flatMap((about) =>
    modes
      .filter((mode) => results.samples(scenario.name, about, mode.name, firstOf(scenario)).length)
      .map((mode) => [
        ...abouts.map((name) => String(about[name])),
        mode.label,
        ...scenario.columns.flatMap((column) => cells(scenario, results, about, mode, column)),
      ]),
  );
  return table([...abouts, 'mode', ...heads], rows);
}

function firstOf(scenario) {
  return scenario.columns[0].name;
}

function cells(scenario, results, about, mode, { name, digits, ratio }) {
  const value = number(results.median(scenario.name, about, mode.name, name), digits);
  if (!ratio) return [value];
  return [value, number(results.ratio(scenario.name, about, mode.name, BASE, name), 2)];
}

function number(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

/** A Markdown table with aligned columns: columns of figures are right-aligned, others left-aligned. */
function table(heads, rows) {
  const isFigure = (column) => rows.every((row) => /^-?[\d.]*$/.test(row[column]));
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...rows.map((row) => row[column].length)),
  );
  const pad = (text, column) =>
    isFigure(column) ? text.padStart(widths[column]) : text.padEnd(widths[column]);
  const line = (cellsOfRow) => `| ${cellsOfRow.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isFigure(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

module.exports = { markdown };
