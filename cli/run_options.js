'use strict';

// The settings of gocluster run: from its arguments, else from the environment, else from the configuration file. Used by run.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 18 has it since 18.3
const { parseArgs } = require('node:util');
const { read } = require('../supervisor/config');
const { configError } = require('../supervisor/errors');
const { SETTINGS } = require('../supervisor/schema');
const { split: splitOptions } = require('../lib/node_options');
const { parseOptions } = require('./parse_options');

const text = { type: 'string' };
const flag = { type: 'boolean' };

const OPTIONS = {
  workers: { type: 'string', short: 'w' },
  name: { type: 'string', short: 'n' },
  config: { type: 'string', short: 'c' },
  cwd: text,
  'node-args': { type: 'string', multiple: true },
  from: text,
  only: text,
  env: text,
  policy: text,
  sticky: text,
  'proxy-protocol': text,
  'wait-ready': flag,
  'ready-timeout': text,
  'drain-timeout': text,
  'exit-timeout': text,
  'agent-check': text,
  'no-agent-weights': flag,
  health: text,
  'drain-delay': text,
  'upgrade-timeout': text,
  parallel: text,
  'min-uptime': text,
  'restart-delay': text,
  'max-restart-delay': text,
  'max-restarts': text,
  'settle-time': text,
  'stop-signal': text,
  'drain-message': text,
  'max-memory': text,
  'max-age': text,
  'max-requests': text,
  'reload-at': text,
  'stuck-after': text,
  watch: { type: 'boolean', short: 'W' },
  'out-file': text,
  'error-file': text,
  prefix: flag,
  quiet: { type: 'boolean', short: 'q' },
  'log-format': text,
  control: text,
  'no-control': flag,
  help: { type: 'boolean', short: 'h' },
};

const NUMBERS = ['workers', 'parallel', 'maxRequests', 'maxRestarts'];

const toKey = (option) => option.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const toOption = (key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const numberIfOne = (value) => (/^\d+$/.test(value) ? Number(value) : value);

const tokensOf = (args) =>
  parseArgs({ args, options: OPTIONS, strict: false, tokens: true }).tokens;

/** Options come before the script. What follows the script belongs to the program. */
function split(args) {
  const tokens = tokensOf(args);
  const at = tokens.find(({ kind }) => kind === 'positional')?.index ?? args.length;
  return { before: args.slice(0, at), script: args[at], after: args.slice(at + 1) };
}

/** Joins --node-args and its value by "=": the value begins with a dash, which the parser otherwise takes for a mistake. */
function joined(args) {
  const list = [];
  for (let i = 0; i < args.length; i++) {
    const isSplit = args[i] === '--node-args' && i + 1 < args.length;
    list.push(isSplit ? `--node-args=${args[++i]}` : args[i]);
  }
  return list;
}

function strictly(args) {
  try {
    return parseOptions({ args: joined(args), options: OPTIONS }, valuesOf).values;
  } catch ({ message }) {
    throw configError([message]);
  }
}

/** The values of an option. The words for an array are for the configuration file. */
function valuesOf(option) {
  return option === 'node-args' ? 'arguments of node' : SETTINGS[toKey(option)]?.words;
}

/** Why there is no script. If the value of an option was forgotten, the script has been taken for the value. */
function withoutScript(args) {
  const { name, value, inlineValue } = tokensOf(args).at(-1) ?? {};
  if (value === undefined || inlineValue) return 'no script to run';
  const values = valuesOf(name);
  return `no script to run: ${value} was taken as the value of --${name}${values ? `, which must be ${values}` : ''}`;
}

function ofArguments(args) {
  const { before, script, after } = split(args);
  const {
    help,
    config,
    from,
    only,
    env: environment,
    'no-control': noControl,
    'no-agent-weights': noAgentWeights,
    'node-args': nodeArgs,
    ...options
  } = strictly(before);
  for (const [option, value] of Object.entries({ config, from })) {
    if (value === '') throw configError([`--${option} needs a value`]);
  }
  const settings = {};
  for (const [option, value] of Object.entries(options)) settings[toKey(option)] = value;
  for (const key of NUMBERS) {
    if (key in settings) settings[key] = numberIfOne(settings[key]);
  }
  if (noControl) settings.control = false;
  if (noAgentWeights) settings.agentWeights = false;
  // Quotes keep spaces together, as in NODE_OPTIONS: a path may have some.
  if (nodeArgs) settings.nodeArgs = nodeArgs.flatMap(splitOptions);
  if (script !== undefined) Object.assign(settings, { script, args: after });
  return { help, config, ecosystem: { from, only, environment }, settings, before };
}

/** @returns {string} the working directory @throws ERR_GOCLUSTER_CONFIG if it was removed: the program's is derived from it */
function here() {
  try {
    return process.cwd();
  } catch ({ code }) {
    throw configError([`the working directory is gone (${code}): change into one that is there`]);
  }
}

/** The settings of a file: of --from, of --config, or of one that is found. */
async function ofFile({ from, only, environment }, config) {
  const folder = here();
  if (from === undefined) {
    if (only !== undefined || environment !== undefined) {
      throw configError([`${only === undefined ? '--env' : '--only'} needs --from`]);
    }
    return read(folder, config);
  }
  if (config !== undefined) throw configError(['--from and --config exclude each other']);
  return require('../supervisor/ecosystem_file').readEcosystem(from, { only, environment });
}

/**
 * @param {string[]} args
 * @returns {Promise<{help?: boolean, settings: object, nameOf: (key: string) => string, notes?: string[]}>} nameOf: how the user has
 *   written a setting; notes: settings of a file that are not taken over
 * @throws ERR_GOCLUSTER_CONFIG
 */
async function parse(args) {
  const { help, config, ecosystem, settings: ofUser, before } = ofArguments(args);
  if (help) return { help, settings: {}, nameOf: String };
  const { file, settings: filed, notes } = await ofFile(ecosystem, config);
  const { WEB_CONCURRENCY } = process.env;
  const ofEnvironment = WEB_CONCURRENCY ? { workers: numberIfOne(WEB_CONCURRENCY) } : {};
  const nameOf = (key) => {
    if (Object.hasOwn(ofUser, key)) return toOption(key);
    if (Object.hasOwn(ofEnvironment, key)) return 'WEB_CONCURRENCY';
    return `"${key}" in ${file}`;
  };
  const settings = { ...filed, ...ofEnvironment, ...ofUser };
  if (settings.script === undefined) throw configError([withoutScript(before)]);
  return { settings, nameOf, notes };
}

module.exports = { parse };
