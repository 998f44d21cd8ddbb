'use strict';

// Node's options, as arguments and as NODE_OPTIONS has them. Used wherever such options are read or changed.

const { deleteProperty, exec, set, stringSlice, stringStartsWith } = require('./intrinsics');

/**
 * Splits NODE_OPTIONS as node does: at spaces outside double quotes. Within quotes, a backslash escapes the next character.
 *
 * @param {string | undefined} text
 * @returns {string[]}
 */
function split(text) {
  const options = [];
  const { length } = text ?? '';
  let option = null;
  let quoted = false;
  for (let i = 0; i < length; i++) {
    const character = text[i];
    if (character === ' ' && !quoted) {
      if (option !== null) options[options.length] = option;
      option = null;
      continue;
    }
    option ??= '';
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && quoted) option += text[++i] ?? '';
    else option += character;
  }
  if (option !== null) options[options.length] = option;
  return options;
}

/** Puts a text into double quotes, which keep spaces; a backslash escapes quotes and backslashes. */
function quote(text) {
  let quoted = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' || text[i] === '\\') quoted += '\\';
    quoted += text[i];
  }
  return `"${quoted}"`;
}

/** The opposite of split. @param {string[]} options @returns {string} */
function join(options) {
  let text = '';
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    text += `${i === 0 ? '' : ' '}${exec(/[ "]|^$/, option) === null ? option : quote(option)}`;
  }
  return text;
}

/** Has node load a file before the program's own preloads, which must find a clean environment. */
function addPreload(env, file) {
  const option = `--require=${quote(file)}`;
  env.NODE_OPTIONS = env.NODE_OPTIONS == null ? option : `${option} ${env.NODE_OPTIONS}`;
}

/** Removes what addPreload has added. */
function removePreload(env, file) {
  const option = `--require=${quote(file)}`;
  const options = env.NODE_OPTIONS ?? '';
  // These functions do not throw if an earlier preload has frozen the environment.
  if (options === option) deleteProperty(env, 'NODE_OPTIONS');
  else if (stringStartsWith(options, `${option} `))
    set(env, 'NODE_OPTIONS', stringSlice(options, option.length + 1));
}

/**
 * The values that an option is given, as "--name=value" and as "--name value".
 *
 * @param {string[]} options
 * @param {string} name
 * @returns {string[]}
 */
function valuesOf(options, name) {
  const values = [];
  const prefix = `${name}=`;
  for (let i = 0; i < options.length; i++) {
    const option = `${options[i]}`;
    if (option === name && i + 1 < options.length) values[values.length] = `${options[++i]}`;
    else if (stringStartsWith(option, prefix)) {
      values[values.length] = stringSlice(option, prefix.length);
    }
  }
  return values;
}

module.exports = { split, join, valuesOf, addPreload, removePreload };
