'use strict';

// The program of an app in PM2's ecosystem file: a file, or a command with arguments; PM2 accepts both. Used by ecosystem_keys.js.

const { spawnSync } = require('node:child_process');
const path = require('node:path');

/** By the ending of a script: the interpreter that PM2 chooses. */
const INTERPRETERS = {
  __proto__: null,
  '.sh': 'bash',
  '.py': 'python',
  '.rb': 'ruby',
  '.php': 'php',
  '.pl': 'perl',
  '.coffee': 'coffee',
  '.ls': 'lsc',
};

/** Options of node that take the next word as their value. Node's help has them, as "  -r, --require=...". */
function optionsWithValue() {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = spawnSync(process.execPath, ['--help'], { encoding: 'utf8', env });
  return [...(stdout ?? '').matchAll(/^ {2}(-[^=[\n]*)=/gm)].flatMap(([, names]) =>
    names.split(', '),
  );
}

/** Splits a string of arguments as PM2 does. */
function words(value) {
  if (Array.isArray(value)) return value.map(String);
  const found = String(value ?? '').match(/[^\s"']*"[^"]*"|[^\s"']*'[^']*'|\S+/g) ?? [];
  return found.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

/** Whether node would find the program: "server" is server.js, or a folder with an index.js. */
function isProgram(file) {
  try {
    require.resolve(file);
    return true;
  } catch {
    return false;
  }
}

/** The program of "node -r dotenv/config app.js --size 4", from the words after "node". */
function ofNode(rest) {
  const isOption = (word) => word?.startsWith('-');
  const withValue = isOption(rest[0]) ? optionsWithValue() : [];
  let at = 0;
  while (isOption(rest[at])) at += withValue.includes(rest[at]) ? 2 : 1;
  if (at >= rest.length) return { problem: 'script "node": there is no program behind it' };
  return {
    settings: { script: rest[at], args: rest.slice(at + 1), nodeArgs: rest.slice(0, at) },
  };
}

/**
 * @param {string} script
 * @param {{args?: string | string[], cwd?: string, exec_interpreter?: string}} app
 * @returns {{settings?: {script: string, args: string[], nodeArgs?: string[]}, problem?: string}}
 */
function programOf(script, { args, cwd = '.', exec_interpreter: interpreter }) {
  if (typeof script !== 'string' || typeof cwd !== 'string') return { settings: { script } }; // which is told
  const isFile = isProgram(path.resolve(cwd, script));
  const [command, ...rest] = isFile ? [script, ...words(args)] : [...words(script), ...words(args)];
  if (path.basename(command) === 'node') return ofNode(rest);
  const other = interpreter === undefined && INTERPRETERS[path.extname(command)];
  if (other)
    return { problem: `script "${command}": only Node programs are run, and this is for ${other}` };
  const isCommand = !isFile && (/\s/.test(script) || /^\w+$/.test(script));
  if (!isCommand) return { settings: { script, args: rest } };
  const whole = [command, ...rest].join(' ');
  const instead =
    command === 'tsx'
      ? 'node_args: "--import tsx" does what tsx does'
      : `give the file that "${whole}" starts, such as node_modules/.bin/next with args: "start"`;
  return { problem: `script "${command}": only Node programs are run; ${instead}` };
}

module.exports = { programOf, words };
