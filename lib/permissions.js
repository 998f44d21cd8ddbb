'use strict';

// What Node's permission model lets a worker do, by its options. Used by half.js.

const { join, resolve } = require('node:path');
const { arrayConcat, arrayIncludes, arraySome, exec } = require('./intrinsics');
const { stringSlice, stringStartsWith } = require('./intrinsics');
const { split, valuesOf } = require('./node_options');

const PERMISSION = /^--(experimental-)?permission$/;

/** Whether a value of --allow-fs-read includes all of a folder. */
function covers(value, folder, cwd) {
  if (value === '*') return true;
  const last = value.length - 1;
  if (value[last] === '*')
    return stringStartsWith(folder, resolve(cwd, stringSlice(value, 0, last)));
  return stringStartsWith(`${folder}/`, `${resolve(cwd, value)}/`);
}

/**
 * Why a worker may not load this package. A worker without options of its own has those of this process, which has loaded it.
 *
 * @param {import('node:child_process').ForkOptions} options of the worker
 * @param {string} folder of the package
 * @returns {string | null} for the warning
 */
function readingObstacle({ env, execArgv, cwd }, folder) {
  const options = arrayConcat(execArgv, split(env.NODE_OPTIONS));
  if (!arraySome(options, (option) => exec(PERMISSION, option) !== null)) return null;
  const start = resolve(cwd == null ? '' : `${cwd}`);
  const readable = valuesOf(options, '--allow-fs-read');
  if (
    arrayIncludes(options, '--allow-addons') &&
    arraySome(readable, (value) => covers(value, folder, start))
  ) {
    return null;
  }
  return (
    "Node's permission model keeps the worker from it. " +
    `Give workers --allow-addons and --allow-fs-read=${join(folder, '*')} (or --allow-fs-read=*).`
  );
}

module.exports = { readingObstacle };
