'use strict';

// The table of --compare: each figure of this build as a ratio to the other revision's figure and, beside it, to that of a second
// cluster of this build, which is the noise.

const scenarios = require('./scenarios');

const note = `The medians of the rounds' ratios, with the lowest and the highest. "itself" is a second cluster of this build: a
difference that is not larger than what stands there is noise.`;

const heads = ['', 'case', 'this', 'revision', 'this / revision', 'rounds', 'itself', 'rounds'];

/** @param {object} run { modes, results } @returns {string[][]} no rows if nothing was compared */
function rows({ modes, results }) {
  if (!modes.some(({ name }) => name === 'revision')) return [];
  return scenarios.flatMap((scenario) =>
    results
      .cases(scenario.name)
      .flatMap((about) => scenario.columns.map((column) => row(scenario, column, about, results))),
  );
}

function row(scenario, { name, title, digits }, about, results) {
  const value = (mode) => text(results.median(scenario.name, about, mode, name), digits);
  const against = (mode, base) => {
    const ratios = results.ratios(scenario.name, about, mode, base, name).filter(Number.isFinite);
    const median = results.ratio(scenario.name, about, mode, base, name);
    return [text(median, 3), range(ratios)];
  };
  return [
    `${scenario.name}: ${title}`,
    Object.entries(about)
      .map((pair) => pair.join(' '))
      .join(', '),
    value('gocluster'),
    value('revision'),
    ...against('gocluster', 'revision'),
    ...against('gocluster', 'itself'),
  ];
}

function text(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

function range(ratios) {
  if (ratios.length === 0) return '-';
  return `${text(Math.min(...ratios), 2)} to ${text(Math.max(...ratios), 2)}`;
}

module.exports = { note, heads, rows };
