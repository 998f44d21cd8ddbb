'use strict';

// The one schema of all settings: of the command line, the environment, the configuration file and start(). Used by config.js.
// Each entry is said in words that an error shows.

const os = require('node:os');
const v = require('valibot');
const { toBytes, toMilliseconds } = require('./quantities');

const LOG_FORMATS = ['text', 'json'];
const POLICIES = ['rr', 'none', 'least-connections', 'sticky'];

const count = (least) => v.pipe(v.number(), v.integer(), v.minValue(least));
const text = v.pipe(v.string(), v.nonEmpty());
const texts = v.array(v.string());
const flag = v.boolean();

const duration = v.pipe(
  v.custom((value) => !Number.isNaN(toMilliseconds(value))),
  v.transform(toMilliseconds),
);

const TIME = 'a time such as "10s" or "500ms"';
const FLAG = 'true or false';

const size = v.pipe(
  v.custom((value) => toBytes(value) > 0),
  v.transform(toBytes),
);

/** Expressions of five fields, or of six with seconds. */
const cron = v.pipe(v.string(), v.check(isCron));

/** Loaded where somebody asks for it alone. */
function isCron(text) {
  const { Cron } = require('croner');
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

const signal = v.pipe(
  v.string(),
  v.check((name) => name in os.constants.signals),
);

/** In words as on the command line, or as gocluster/server has it, which checks the rest. */
const sticky = v.union([
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

const proxyProtocol = v.union([
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
  flag,
  texts,
]);

/** A name becomes part of a file's name. */
const name = v.pipe(v.string(), v.regex(/^\w[\w.-]*$/));

const ADDRESS = 'a port, or an IP address and a port such as "127.0.0.1:8001"';
const address = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.integer())]),
  v.transform(String),
  v.regex(/^(\[[\da-f:.]+\]:|[\d.]*:)?\d{1,5}$/i),
  v.check((text) => Number(/\d+$/.exec(text)) < 65_536),
);

/** By key: what is allowed, the default, and the words that an error has for it. */
const SETTINGS = {
  script: { schema: text, words: 'the file of the program' },
  args: { schema: texts, otherwise: [], words: 'an array of strings' },
  name: { schema: v.optional(name), words: 'letters, digits, ".", "_" and "-"' },
  cwd: { schema: v.optional(text), words: 'a folder' },
  env: {
    schema: v.record(
      v.string(),
      v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)),
    ),
    otherwise: {},
    words: 'an object of strings',
  },
  nodeArgs: { schema: texts, otherwise: [], words: 'an array of strings' },
  workers: {
    schema: v.union([v.literal('auto'), count(1)]),
    otherwise: 'auto',
    words: 'a number from 1, or "auto"',
  },
  policy: {
    schema: v.optional(v.picklist(POLICIES)),
    words: POLICIES.map((each) => `"${each}"`).join(' or '),
    allowed: POLICIES,
  },
  sticky: {
    schema: v.optional(sticky),
    words:
      '"address", "header=NAME", "cookie=NAME", "query=NAME", "socket.io", or an object of these',
  },
  proxyProtocol: {
    schema: v.optional(proxyProtocol),
    words: '"required", "optional", or networks such as "10.0.0.0/8,192.0.2.1"',
  },
  waitReady: { schema: flag, otherwise: false, words: FLAG },
  readyTimeout: { schema: duration, otherwise: '30s', words: TIME },
  drainTimeout: { schema: v.optional(duration), words: TIME },
  exitTimeout: { schema: duration, otherwise: '2s', words: TIME },
  agentCheck: { schema: v.optional(address), words: ADDRESS },
  agentWeights: { schema: flag, otherwise: true, words: FLAG },
  health: { schema: v.optional(address), words: ADDRESS },
  drainDelay: { schema: duration, otherwise: 0, words: TIME },
  upgradeTimeout: { schema: duration, otherwise: '1m', words: TIME },
  parallel: { schema: v.optional(count(1)), words: 'a number from 1' },
  minUptime: { schema: duration, otherwise: '10s', words: TIME },
  restartDelay: { schema: duration, otherwise: '250ms', words: TIME },
  maxRestartDelay: { schema: duration, otherwise: '30s', words: TIME },
  maxRestarts: { schema: v.optional(count(0)), words: 'a number from 0' },
  settleTime: { schema: v.optional(duration), words: TIME },
  stopSignal: { schema: signal, otherwise: 'SIGTERM', words: 'a signal such as "SIGTERM"' },
  drainMessage: { schema: v.optional(text), words: 'a string such as "shutdown"' },
  maxMemory: { schema: v.optional(size), words: 'a size such as "300M" or "1G"' },
  maxAge: { schema: v.optional(duration), words: 'a time such as "1d" or "12h"' },
  maxRequests: { schema: v.optional(count(1)), words: 'a number from 1' },
  reloadAt: { schema: v.optional(cron), words: 'a cron expression such as "0 3 * * *"' },
  stuckAfter: { schema: v.optional(duration), words: TIME },
  watch: { schema: flag, otherwise: false, words: FLAG },
  outFile: { schema: v.optional(text), words: 'a path' },
  errorFile: { schema: v.optional(text), words: 'a path' },
  instanceVariable: {
    schema: v.optional(text),
    otherwise: 'NODE_APP_INSTANCE',
    words: 'the name of an environment variable',
  },
  prefix: { schema: flag, otherwise: false, words: FLAG },
  quiet: { schema: flag, otherwise: false, words: FLAG },
  logFormat: {
    schema: v.picklist(LOG_FORMATS),
    otherwise: 'text',
    words: '"text" or "json"',
    allowed: LOG_FORMATS,
  },
  control: { schema: v.union([flag, text]), otherwise: true, words: 'a path, true or false' },
  signals: { schema: flag, otherwise: true, words: FLAG },
};

const schema = v.strictObject(
  Object.fromEntries(
    Object.entries(SETTINGS).map(([key, { schema: entry, otherwise }]) => [
      key,
      otherwise === undefined ? entry : v.optional(entry, otherwise),
    ]),
  ),
);

/**
 * @param {object} settings
 * @returns {{value: object} | {issues: {key: string, value: unknown}[]}} with every default, or what is wrong
 */
function check(settings) {
  const result = v.safeParse(schema, settings);
  if (result.success) return { value: result.output };
  const keys = [...new Set(result.issues.map(({ path }) => path[0].key))];
  return { issues: keys.map((key) => ({ key, value: settings[key] })) };
}

module.exports = { SETTINGS, check };
