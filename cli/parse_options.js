'use strict';

// Reads a command's options with Node's parser, whose errors it puts into one sentence. Used by ask.js, doctor.js, run_options.js and
// top.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 18 has it since 18.3
const { parseArgs } = require('node:util');
const { nearest } = require('../lib/nearest');

/** Node names an option by its letter, by its name, or by both: '-n, --name <value>'. */
const NAMED =
  /^Option '(?:-(?<letter>\w)(?:, )?)?(?:--(?<name>[\w-]+))?(?: <value>)?' (?<problem>.*)/;

/**
 * @param {import('node:util').ParseArgsConfig} config
 * @param {(option: string) => string | undefined} [describe] the values that an option may have
 * @returns {ReturnType<typeof parseArgs>}
 * @throws {Error} whose message says what is wrong
 */
function parseOptions(config, describe = () => undefined) {
  try {
    return parseArgs(config);
  } catch (error) {
    error.message = sentence(error.message, config.options, describe);
    throw error;
  }
}

function sentence(message, options, describe) {
  const { letter, name, problem } = NAMED.exec(message)?.groups ?? {};
  if (problem) {
    const option = name ?? Object.keys(options).find((each) => options[each].short === letter);
    if (problem.startsWith('does not take')) return `--${option} takes no value`;
    const values = describe(option);
    return `--${option} needs a value${values ? `: ${values}` : ''}`;
  }
  const [, dashes, unknown] = /^Unknown option '(-*)([\w-]+)'/.exec(message) ?? [];
  if (unknown) {
    const meant = nearest(unknown, Object.keys(options));
    return `there is no option ${dashes}${unknown}${meant ? `; did you mean --${meant}?` : ''}`;
  }
  return message.split('. ')[0];
}

module.exports = { parseOptions };
