'use strict';

// Translates each key of an app in PM2's ecosystem file: into a setting, into nothing, or into a note that it has no counterpart. Used
// by ecosystem_file.js.

const fs = require('node:fs');
const os = require('node:os');
const { programOf, words } = require('./ecosystem_script');

/** Other names of keys. Each key is accepted in camel case, too, as by PM2. */
const ALIASES = {
  exec: 'script',
  cmd: 'script',
  command: 'script',
  interpreter: 'exec_interpreter',
  interpreter_args: 'node_args',
  out: 'out_file',
  output: 'out_file',
  out_log: 'out_file',
  error: 'error_file',
  err: 'error_file',
  err_file: 'error_file',
  err_log: 'error_file',
  log: 'log_file',
  cron: 'cron_restart',
  combine_logs: 'merge_logs',
  pid: 'pid_file',
  user: 'uid',
};

/** In PM2, "max" or 0 means all processors, and a negative number means that many fewer. */
function workers(value) {
  if (value === 'max' || Number(value) === 0) return 'auto';
  if (Number(value) > 0) return Number(value);
  if (Number.isNaN(Number(value))) return value; // the error shows it as it was written
  const { usableCpus } = require('./cpus');
  return Math.max(1, usableCpus() + Number(value));
}

const typescript = (interpreter) =>
  /(^|\/)tsx$/.test(interpreter) ? '; node_args: "--import tsx" does what tsx does' : '';

const set = (key, convert = (value) => value) => ({
  take: (value) => ({ settings: { [key]: convert(value) } }),
});
/** @param {string} reason @param {unknown} [harmless] a value that asks for nothing */
const none = (reason, harmless) => ({
  take: (value) => (value === harmless ? {} : { note: reason }),
});
const nothing = { take: () => ({}) };

/** PM2 also takes a number in a string. Anything else is passed on, so that the error shows it. */
const number = (value) => (value === '' || Number.isNaN(Number(value)) ? value : Number(value));

const NOWHERE = '/dev/null';

/** PM2 throws away what goes to "NULL". */
const fileOf = (value) =>
  value === 'NULL' ? NOWHERE : String(value).replace(/^~(?=\/)/, os.homedir());

/** PM2 writes each line to log_file, too. Here a stream has one file: its own, or log_file if it has none or throws everything away. */
function logFile(key, value, { log_file: all }) {
  const hasAll = typeof all === 'string' && fileOf(value) === NOWHERE;
  return { settings: { [key]: fileOf(hasAll ? all : value) } };
}

function commonLogFile(value, { out_file: out, error_file: error }) {
  if (typeof value !== 'string') return {};
  const isOther = (own) => own && ![NOWHERE, fileOf(value)].includes(fileOf(own));
  return {
    settings: {
      ...(out ? {} : { outFile: fileOf(value) }),
      ...(error ? {} : { errorFile: fileOf(value) }),
    },
    note: isOther(out) || isOther(error) ? ONE_FILE : undefined,
  };
}

/** The workers' Node is the one that runs this. PM2 accepts "node", the path of a node, and "node@20". */
function interpreter(value) {
  const isNode = /(^|\/)node(@|$)/.test(value);
  if (!isNode)
    return { problem: `interpreter "${value}": only Node programs are run${typescript(value)}` };
  return value === 'node' || isOwnProgram(value) ? {} : { note: OWN_NODE };
}

function isOwnProgram(file) {
  try {
    return fs.realpathSync(file) === fs.realpathSync(process.execPath);
  } catch {
    return false;
  }
}

const ALWAYS = 'a worker that ends is always started again';
const LOADED = 'what the program has loaded is watched';
const ONE_FILE =
  'each line is written to one file, and that is the one of "out_file" or "error_file"';
const OWN_NODE = `the workers run on the Node that runs gocluster, ${process.version}`;
/** For keys about watching, which matter only with `watch`. */
const ofWatch = { take: (_, { watch }) => (watch ? { note: LOADED } : {}) };

/** The translation of each key. A key that is missing here has no counterpart. */
const KEYS = {
  __proto__: null,
  script: { take: programOf },
  name: set('name', (value) => String(value).replace(/[^\w.-]/g, '_')),
  cwd: set('cwd'),
  args: nothing, // script has them
  env: nothing, // environmentOf() has them, and the next
  port: nothing,
  node_args: set('nodeArgs', words),
  instances: set('workers', workers),
  instance_var: set('instanceVariable'),
  wait_ready: set('waitReady'),
  listen_timeout: set('readyTimeout'),
  kill_timeout: set('drainTimeout'),
  min_uptime: set('minUptime'),
  max_restarts: set('maxRestarts', number),
  max_memory_restart: set('maxMemory'),
  out_file: { take: (value, app) => logFile('outFile', value, app) },
  error_file: { take: (value, app) => logFile('errorFile', value, app) },
  log_file: { take: commonLogFile },
  exp_backoff_restart_delay: {
    take: (value) =>
      value > 0 ? { settings: { restartDelay: value, maxRestartDelay: 15_000 } } : {},
  },
  restart_delay: {
    take: (value, { exp_backoff_restart_delay: backoff }) =>
      value > 0 && !(backoff > 0)
        ? { settings: { restartDelay: value, maxRestartDelay: value } }
        : {},
  },
  cron_restart: {
    take: (value) => (Number(value) === 0 ? {} : { settings: { reloadAt: String(value) } }),
  },
  watch: {
    take: (value) => ({
      settings: { watch: Boolean(value) },
      note: typeof value === 'boolean' ? undefined : LOADED,
    }),
  },
  source_map_support: {
    take: (value) => (value ? { settings: { nodeArgs: ['--enable-source-maps'] } } : {}),
  },
  log_type: {
    take: (value) => (value === 'json' ? { settings: { logFormat: 'json' } } : {}),
  },
  exec_mode: {
    take: (value, { instances = 1 }) =>
      /^fork/.test(value) && Number(instances) !== 1
        ? { note: 'several instances share what they listen on, as in cluster mode' }
        : {},
  },
  exec_interpreter: { take: interpreter },
  autorestart: none(ALWAYS, true),
  stop_exit_codes: none(ALWAYS),
  ignore_watch: ofWatch,
  watch_delay: ofWatch,
  watch_options: ofWatch,
  merge_logs: none('all workers write to one file', true),
  combine_logs: none('all workers write to one file', true),
  disable_logs: none('output goes to the terminal or the service manager', false),
  log_date_format: none('lines are as the program writes them; --log-format json has the time'),
  time: none('lines are as the program writes them; --log-format json has the time', false),
  pid_file: none('"gocluster status --json" has the process ids'),
  shutdown_with_message: {
    take: (value) => (value ? { settings: { drainMessage: 'shutdown' } } : {}),
  },
  uid: none('start gocluster as that user'),
  gid: none('start gocluster as that group'),
  username: none('start gocluster as that user'),
  increment_var: none('the program has NODE_APP_INSTANCE'),
  filter_env: none('the environment is passed on', false),
  autostart: none('what is run is started', true),
  // What only PM2's own daemon and its dashboard have a use for.
  vizion: nothing,
  pmx: nothing,
  automation: nothing,
  treekill: nothing,
  namespace: nothing,
  force: nothing,
  windows_hide: nothing,
  disable_source_map_support: nothing,
  disable_trace: nothing,
};

const toSnakeCase = (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The value of an environment variable, with objects as PM2 writes them. */
const variable = (value) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** The environment variables of env, of port over them, and of env_NAME over both. One that is null or undefined is none. */
function environmentOf(app, name) {
  const chosen = name === undefined ? {} : app[`env_${name}`];
  const problem = chosen === undefined ? `there is no env_${name}` : undefined;
  const port = app.port ? { PORT: app.port } : {};
  const all = Object.entries({ ...app.env, ...port, ...chosen }).filter(
    ([, value]) => value != null,
  );
  return { env: Object.fromEntries(all.map(([key, value]) => [key, variable(value)])), problem };
}

/**
 * @param {object} app of an ecosystem file
 * @param {string} [environment] NAME of env_NAME
 * @returns {{settings: object, notes: string[], problems: string[]}}
 */
function translate(app, environment) {
  const given = Object.entries(app).filter(([, value]) => value != null);
  const keys = given.map(([key, value]) => {
    const snake = /^env_/.test(key) ? 'env' : toSnakeCase(key);
    return [key, ALIASES[snake] ?? snake, value];
  });
  const asked = Object.fromEntries(keys.map(([, known, value]) => [known, value]));
  const { env, problem } = environmentOf(app, environment);
  const problems = problem ? [problem] : [];
  const notes = [];
  // PM2's defaults: it stops workers by SIGINT, and runs one instance.
  const settings = { workers: 1, stopSignal: 'SIGINT', env };
  for (const [key, known, value] of keys) {
    const taken = KEYS[known]?.take(value, asked) ?? { note: 'it has no counterpart' };
    if (taken.problem) problems.push(taken.problem);
    if (taken.note) notes.push(`"${key}" is not taken over: ${taken.note}`);
    merge(settings, taken.settings ?? {});
  }
  return { settings, notes, problems };
}

/** Arguments of node come from several keys. */
function merge(settings, { nodeArgs, ...others }) {
  Object.assign(settings, others);
  if (nodeArgs) settings.nodeArgs = [...(settings.nodeArgs ?? []), ...nodeArgs];
}

module.exports = { translate };
