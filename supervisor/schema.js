'use strict';

// The schema of all settings, from the command line, the environment, the configuration file and start(). Each entry has words for
// errors. Used by config.js and the command.

const os = require('node:os');
const { LONGEST, toBytes, toMilliseconds } = require('./quantities');

const LOG_FORMATS = ['text', 'json'];
const POLICIES = ['rr', 'none', 'least-connections', 'sticky'];

// Settings that need only a check of their type are checked without the library. Most services are started without any setting that
// needs it, and loading it and building all schemas took half of the time that `gocluster run` needs before it starts workers.
const isText = (value) => typeof value === 'string' && value !== '';
const isTexts = (value) => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isFlag = (value) => typeof value === 'boolean';
const isCount = (least) => (value) => Number.isInteger(value) && value >= least;
const isOneOf = (list) => (value) => list.includes(value);

const timeSuchAs = (some) => `a time such as ${some}, ${LONGEST} at most`;
const TIME = timeSuchAs('"10s" or "500ms"');
const FLAG = 'true or false';

const duration = (v) =>
  v.pipe(
    v.custom((value) => !Number.isNaN(toMilliseconds(value))),
    v.transform(toMilliseconds),
  );

const size = (v) =>
  v.pipe(
    v.custom((value) => toBytes(value) > 0),
    v.transform(toBytes),
  );

/** A cron expression of five fields, or of six with seconds. */
const cron = (v) => v.pipe(v.string(), v.check(isCron));

/** Loads croner only if the setting is used. */
function isCron(text) {
  const { Cron } = require('croner');
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

const signal = (v) =>
  v.pipe(
    v.string(),
    v.check((name) => name in os.constants.signals),
  );

/** A value may be undefined, as that of a variable of this process that is not set. */
const env = (v) => {
  const value = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
  return v.record(v.string(), v.optional(value));
};

/** As on the command line, or as an object for gocluster/server, which checks it. */
const sticky = (v) =>
  v.union([
    v.pipe(
      v.literal('address'),
      v.transform(() => ({})),
    ),
    v.pipe(
      v.literal('socket.io'),
      v.transform(() => ({ socketIO: true })),
    ),
    v.pipe(
      v.string(),
      v.regex(/^(header|cookie|query)=./),
      v.transform((words) => ({
        [words.slice(0, words.indexOf('='))]: words.slice(words.indexOf('=') + 1),
      })),
    ),
    v.looseObject({}),
  ]);

const proxyProtocol = (v) =>
  v.union([
    v.pipe(
      v.literal('required'),
      v.transform(() => true),
    ),
    v.literal('optional'),
    v.pipe(
      v.string(),
      v.regex(/^[\d.:a-fA-F/, ]+$/),
      v.transform((networks) => networks.split(/[, ]+/)),
    ),
    v.boolean(),
    v.array(v.string()),
  ]);

/** A name becomes part of a file's name. */
const name = (v) => v.pipe(v.string(), v.regex(/^\w[\w.-]*$/));

const ADDRESS = 'a port, or an IP address and a port such as "127.0.0.1:8001"';
const address = (v) =>
  v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.integer())]),
    v.transform(String),
    v.regex(/^(\[[\da-f:.]+\]:|[\d.]*:)?\d{1,5}$/i),
    v.check((text) => Number(/\d+$/.exec(text)) < 65_536),
  );

/**
 * By key: what is allowed, as a predicate (`is`) or as a schema of the library; the default value after conversion (`otherwise`); and
 * the words for it in an error. A setting without a default may be missing, unless it is `required`.
 */
const SETTINGS = {
  script: { is: isText, required: true, words: 'the file of the program' },
  args: { is: isTexts, otherwise: [], words: 'an array of strings' },
  name: { schema: name, words: 'letters, digits, ".", "_" and "-"' },
  cwd: { is: isText, words: 'a folder' },
  env: { schema: env, otherwise: {}, words: 'an object of strings' },
  nodeArgs: { is: isTexts, otherwise: [], words: 'an array of strings' },
  workers: {
    is: (value) => value === 'auto' || isCount(1)(value),
    otherwise: 'auto',
    words: 'a number from 1, or "auto"',
  },
  policy: {
    is: isOneOf(POLICIES),
    words: POLICIES.map((each) => `"${each}"`).join(' or '),
    allowed: POLICIES,
  },
  sticky: {
    schema: sticky,
    words:
      '"address", "header=NAME", "cookie=NAME", "query=NAME", "socket.io", or an object of these',
  },
  proxyProtocol: {
    schema: proxyProtocol,
    words: '"required", "optional", or networks such as "10.0.0.0/8,192.0.2.1"',
  },
  waitReady: { is: isFlag, otherwise: false, words: FLAG },
  readyTimeout: { schema: duration, otherwise: 30_000, words: TIME },
  drainTimeout: { schema: duration, words: TIME },
  exitTimeout: { schema: duration, otherwise: 2000, words: TIME },
  agentCheck: { schema: address, words: ADDRESS },
  agentWeights: { is: isFlag, otherwise: true, words: FLAG },
  health: { schema: address, words: ADDRESS },
  drainDelay: { schema: duration, otherwise: 0, words: TIME },
  upgradeTimeout: { schema: duration, otherwise: 60_000, words: TIME },
  parallel: { is: isCount(1), words: 'a number from 1' },
  minUptime: { schema: duration, otherwise: 10_000, words: TIME },
  restartDelay: { schema: duration, otherwise: 250, words: TIME },
  maxRestartDelay: { schema: duration, otherwise: 30_000, words: TIME },
  maxRestarts: { is: isCount(0), words: 'a number from 0' },
  settleTime: { schema: duration, words: TIME },
  stopSignal: { schema: signal, otherwise: 'SIGTERM', words: 'a signal such as "SIGTERM"' },
  drainMessage: { is: isText, words: 'a string such as "shutdown"' },
  maxMemory: { schema: size, words: 'a size such as "300M" or "1G"' },
  maxAge: { schema: duration, words: timeSuchAs('"1d" or "12h"') },
  maxRequests: { is: isCount(1), words: 'a number from 1' },
  reloadAt: { schema: cron, words: 'a cron expression such as "0 3 * * *"' },
  stuckAfter: { schema: duration, words: TIME },
  watch: { is: isFlag, otherwise: false, words: FLAG },
  outFile: { is: isText, words: 'a path' },
  errorFile: { is: isText, words: 'a path' },
  instanceVariable: {
    is: isText,
    otherwise: 'NODE_APP_INSTANCE',
    words: 'the name of an environment variable',
  },
  prefix: { is: isFlag, otherwise: false, words: FLAG },
  quiet: { is: isFlag, otherwise: false, words: FLAG },
  logFormat: {
    is: isOneOf(LOG_FORMATS),
    otherwise: 'text',
    words: '"text" or "json"',
    allowed: LOG_FORMATS,
  },
  control: {
    is: (value) => isFlag(value) || isText(value),
    otherwise: true,
    words: 'a path, true or false',
  },
  signals: { is: isFlag, otherwise: true, words: FLAG },
};

/** @returns {{value: unknown} | null} the converted value; null if the value is not allowed */
function checkOne({ is, schema }, value) {
  if (is) return is(value) ? { value } : null;
  const valibot = require('valibot');
  const { success, output } = valibot.safeParse(schema(valibot), value);
  return success ? { value: output } : null;
}

/**
 * @param {object} settings
 * @returns {{value: object} | {issues: {key: string, value: unknown}[]}} the settings with all defaults, or the wrong ones
 */
function check(settings) {
  const value = {};
  const unknown = Object.keys(settings).filter((key) => !Object.hasOwn(SETTINGS, key));
  const wrong = [];
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const isGiven = settings[key] !== undefined;
    const checked = isGiven ? checkOne(setting, settings[key]) : { value: setting.otherwise };
    if (checked === null || (!isGiven && setting.required)) wrong.push(key);
    else value[key] = checked.value;
  }
  const keys = [...wrong, ...unknown];
  return keys.length === 0
    ? { value }
    : { issues: keys.map((key) => ({ key, value: settings[key] })) };
}

module.exports = { SETTINGS, check };
