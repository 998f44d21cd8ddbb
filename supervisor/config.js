'use strict';

// The settings of a service: reads a configuration file, checks settings, and adds the defaults. Used by index.js and the command.

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { configError } = require('./errors');
const { nearest } = require('../lib/nearest');
const ownStream = require('./own_stream');
const { SETTINGS, check } = require('./schema');

const FILES = ['js', 'cjs', 'mjs', 'json'].map((ending) => `gocluster.config.${ending}`);

/** Defaults that depend on `watch`: a developer has a browser open, and wants to see the change soon. */
const SERVING = { drainTimeout: 30_000, settleTime: 1000 };
const WATCHING = { drainTimeout: 1000, settleTime: 0 };

/** Where output goes that is for no file. */
const OUTPUT = { outFile: 'stdout', errorFile: 'stderr' };

/** A name that begins with a dot or a dash would not be found, or would be taken for an option. @param {string} script */
const nameOfScript = (script) =>
  path.basename(script, path.extname(script)).replace(/[^\w.-]|^\W/g, '_');

/** A stream's own name means no file. */
const fileOf = (file, stream) => (file && ownStream(file) === stream ? undefined : file);

/** A sentence about a wrong setting. @param {(key: string) => string} nameOf how the user has written the key */
function sentence({ key, value }, nameOf) {
  const known = Object.hasOwn(SETTINGS, key) && SETTINGS[key];
  if (!known) {
    const meant = nearest(key, Object.keys(SETTINGS));
    return `there is no setting ${nameOf(key)}${meant ? `; did you mean "${meant}"?` : ''}`;
  }
  if (value === undefined) return `${nameOf(key)} is missing: ${known.words}`;
  const meant = known.allowed && nearest(String(value), known.allowed);
  const hint = meant ? `; did you mean "${meant}"?` : '';
  return `${nameOf(key)} must be ${known.words}. Received ${JSON.stringify(value)}${hint}`;
}

/**
 * @param {object} settings
 * @param {(key: string) => string} [nameOf]
 * @returns {object} all settings, with absolute paths
 * @throws ERR_GOCLUSTER_CONFIG
 */
function checked(settings, nameOf = (key) => `"${key}"`) {
  const { value: config, issues } = check(settings);
  if (issues) throw configError(issues.map((issue) => sentence(issue, nameOf)));
  const cwd = path.resolve(config.cwd ?? '.');
  const script = path.resolve(cwd, config.script);
  const name = config.name ?? nameOfScript(script);
  try {
    require.resolve(script); // as node finds it: "server" is server.js, or a folder with an index.js
  } catch {
    throw configError([`there is no program ${script}`]);
  }
  const files = Object.entries(OUTPUT).map(([key, stream]) => [
    key,
    fileOf(config[key] && path.resolve(cwd, config[key]), stream),
  ]);
  return {
    ...(config.watch ? WATCHING : SERVING),
    ...given(config),
    ...Object.fromEntries(files),
    cwd,
    script,
    name,
    isNamed: config.name !== undefined,
  };
}

const given = (config) =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));

/** npm and node read a package.json that begins with a byte order mark, as some editors write it. */
const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

async function load(file) {
  if (!file.endsWith('.json')) {
    const exported = await import(pathToFileURL(file));
    if (!('default' in exported)) throw new Error('it has no default export');
    return exported.default;
  }
  return json(file);
}

/** A sentence about a configuration file that has thrown. @param {string} file @param {unknown} error */
function faultOf(file, error) {
  const stack = `${error?.stack}`;
  const at = stack.indexOf(`${file}:`);
  const line = at < 0 ? null : /^:\d+/.exec(stack.slice(at + file.length));
  return `${file}${line ?? ''}: ${error?.message ?? error}`;
}

function ofPackage(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return {};
  try {
    return { file, settings: json(file).gocluster };
  } catch ({ message }) {
    throw configError([`${file}: ${message}`]);
  }
}

/**
 * @param {string} folder
 * @param {string} [named] a file that the user has named
 * @returns {Promise<{file?: string, settings: object}>} the settings of a configuration file, or of "gocluster" in package.json
 * @throws ERR_GOCLUSTER_CONFIG
 */
async function read(folder, named) {
  const candidates = named ? [named] : FILES;
  const file = candidates
    .map((name) => path.resolve(folder, name))
    .find((each) => fs.existsSync(each));
  if (named && !file)
    throw configError([`there is no configuration file ${path.resolve(folder, named)}`]);
  let found = ofPackage(folder);
  if (file) {
    try {
      found = { file, settings: await load(file) };
    } catch (error) {
      throw configError([faultOf(file, error)]);
    }
  }
  const { settings = {} } = found;
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw configError([`${found.file}: the settings must be an object`]);
  }
  return { file: found.file, settings };
}

module.exports = { checked, read };
