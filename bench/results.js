'use strict';

// Keeps what was measured: one sample per round for every scenario, case, mode and value. Computes medians, and ratios between the
// samples of the same round.

function median(numbers) {
  if (numbers.length === 0) return NaN;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function isMeasured(value) {
  return Number.isFinite(value);
}

class Results {
  #entries = [];

  /** @param {object[]} [entries] the result of an earlier toJSON() */
  constructor(entries = []) {
    this.#entries = entries;
  }

  /**
   * @param {string} scenario
   * @param {object} about what distinguishes this case from the others, e.g. { workers: 2 }
   * @param {string} mode
   * @param {Object<string, number>} values
   * @param {number} round counts from 0; a round that failed leaves a gap
   */
  add(scenario, about, mode, values, round) {
    let entry = this.#find(scenario, about, mode);
    if (!entry) {
      entry = { scenario, about, mode, samples: {} };
      this.#entries.push(entry);
    }
    for (const [name, value] of Object.entries(values)) {
      (entry.samples[name] ??= [])[round] = value;
    }
  }

  #find(scenario, about, mode) {
    const matches = (entry) =>
      entry.scenario === scenario &&
      entry.mode === mode &&
      Object.entries(about).every(([name, value]) => entry.about[name] === value);
    return this.#entries.find(matches);
  }

  samples(scenario, about, mode, name) {
    return this.#rounds(scenario, about, mode, name).filter(isMeasured);
  }

  #rounds(scenario, about, mode, name) {
    return this.#find(scenario, about, mode)?.samples[name] ?? [];
  }

  /** The median of the samples; NaN if nothing was measured. */
  median(scenario, about, mode, name) {
    return median(this.samples(scenario, about, mode, name));
  }

  worst(scenario, about, mode, name) {
    const samples = this.samples(scenario, about, mode, name);
    return samples.length === 0 ? NaN : Math.max(...samples);
  }

  /** The median of the rounds' ratios: what slows the machine down for a while affects both values of a round. */
  ratio(scenario, about, mode, base, name) {
    return median(this.ratios(scenario, about, mode, base, name));
  }

  /** The ratio in each round. */
  ratios(scenario, about, mode, base, name) {
    return this.#pairs(scenario, about, mode, base, name).map(([a, b]) => a / b);
  }

  /** The median of the rounds' differences. */
  difference(scenario, about, mode, base, name) {
    return median(this.#pairs(scenario, about, mode, base, name).map(([a, b]) => a - b));
  }

  #pairs(scenario, about, mode, base, name) {
    const below = this.#rounds(scenario, about, base, name);
    const pairs = this.#rounds(scenario, about, mode, name).map((value, i) => [value, below[i]]);
    return pairs.filter((pair) => pair.every(isMeasured));
  }

  /** The cases of a scenario, each once, in the order in which they were measured. */
  cases(scenario) {
    const ofScenario = this.#entries.filter((entry) => entry.scenario === scenario);
    const unique = new Map(ofScenario.map((entry) => [JSON.stringify(entry.about), entry.about]));
    return [...unique.values()];
  }

  toJSON() {
    return this.#entries.map((entry) => {
      const medians = Object.entries(entry.samples).map(([name, list]) => [
        name,
        median(list.filter(isMeasured)),
      ]);
      return { ...entry, medians: Object.fromEntries(medians) };
    });
  }
}

module.exports = { Results, median };
