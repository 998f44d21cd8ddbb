'use strict';

// Reads PM2's ecosystem.config.js: chooses one of its apps, and translates the app's settings (ecosystem_keys.js). Used by the command,
// for --from.

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const { configError } = require('./errors');
const { translate } = require('./ecosystem_keys');

async function load(file) {
  if (/\.ya?ml$/.test(file)) throw new Error('YAML is not read: write it as .js or .json');
  if (/\.[cm]?js$/.test(file)) {
    const exported = await import(pathToFileURL(file));
    return exported.default ?? exported;
  }
  // PM2 accepts JSON with comments and without quotes, too.
  return vm.runInNewContext(`(${fs.readFileSync(file, 'utf8')})`, {}, { filename: file });
}

/** The apps of a file, in any of the forms that PM2 accepts. */
function appsOf(content) {
  const apps = content?.apps ?? content?.pm2 ?? content;
  const list = Array.isArray(apps) ? apps : [apps];
  return list.filter((app) => typeof app === 'object' && app !== null);
}

/** A name as it is written on a command line. */
const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : JSON.stringify(name));

const nameOf = ({ name, script, exec }) =>
  String(name ?? path.parse(`${script ?? exec ?? ''}`).name);

function choose(file, apps, only) {
  const names = apps.map(nameOf);
  if (only === undefined) {
    if (apps.length === 1) return apps[0];
    throw configError([
      apps.length === 0
        ? `${file}: there is no app in it`
        : `${file} has ${apps.length} apps: say which, by --only ${names.map(quoted).join(' or --only ')}. Each runs under a supervisor of its own`,
    ]);
  }
  const app = apps[names.indexOf(only)];
  if (!app)
    throw configError([`${file} has no app "${only}", but ${names.map(quoted).join(', ')}`]);
  return app;
}

/**
 * @param {string} file
 * @param {{only?: string, environment?: string}} options only: the name of an app; environment: NAME of env_NAME
 * @returns {Promise<{file: string, settings: object, notes: string[]}>} notes: a sentence for each key that has no counterpart
 * @throws ERR_GOCLUSTER_CONFIG
 */
async function readEcosystem(file, { only, environment }) {
  const found = path.resolve(file);
  if (!fs.existsSync(found)) throw configError([`there is no file ${found}`]);
  let content;
  try {
    content = await load(found);
  } catch ({ message }) {
    throw configError([`${found}: ${message}`]);
  }
  const app = choose(found, appsOf(content), only);
  const { settings, notes, problems } = translate(app, environment);
  if (problems.length > 0) throw configError(problems.map((problem) => `${found}: ${problem}`));
  return { file: found, settings, notes: notes.map((note) => `${path.basename(found)}: ${note}`) };
}

module.exports = { readEcosystem };
