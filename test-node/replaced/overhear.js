'use strict';

// Replaces what a program can replace, every function of the global object, of prototypes and of Node's modules, by one that
// does the same and notes who has called it. Used by the program of overheard.test.js.

const { apply, construct, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } =
  Reflect;
const { captureStackTrace } = Error;
const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const indexOf = uncurry(String.prototype.indexOf);
const slice = uncurry(String.prototype.slice);

const MODULES = ['child_process', 'dgram', 'dns', 'events', 'fs', 'module', 'net', 'os', 'path'];
/** Frames of functions that are part of the language, such as Array.from, have no file. */
const FRAMES = 6;

/** By the name of what was called, the places of those who did. */
const heard = { __proto__: null };
let callers = ''; // the beginning of the names of their files
let noting = false;

/** Whether the next frame with a file is one of theirs. */
function note(name, above) {
  if (noting) return;
  noting = true;
  const { stackTraceLimit } = Error;
  const holder = {};
  Error.stackTraceLimit = FRAMES;
  captureStackTrace(holder, above);
  Error.stackTraceLimit = stackTraceLimit;
  let { stack } = holder;
  for (let end = indexOf(stack, '\n'); end >= 0; end = indexOf(stack, '\n')) {
    stack = slice(stack, end + 1);
    const next = indexOf(stack, '\n');
    const line = next < 0 ? stack : slice(stack, 0, next);
    if (indexOf(line, ':') < 0) continue;
    const at = indexOf(line, callers);
    if (at >= 0) (heard[name] ??= { __proto__: null })[slice(line, at + callers.length)] = true;
    break;
  }
  noting = false;
}

function noted(name, original) {
  const replacement = new Proxy(original, {
    __proto__: null,
    apply: function trap(target, self, args) {
      note(name, trap);
      return apply(target, self, args);
    },
    construct: function trap(target, args, newTarget) {
      note(`new ${name}`, trap);
      return construct(target, args, newTarget === replacement ? target : newTarget);
    },
  });
  return replacement;
}

function replace(object, key, name) {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (!descriptor.configurable) return;
  const { value, get, set } = descriptor;
  descriptor.__proto__ = null;
  if (typeof value === 'function') descriptor.value = noted(name, value);
  if (get) {
    descriptor.get = function trap() {
      note(`get ${name}`, trap);
      return apply(get, this, []);
    };
  }
  if (set) {
    descriptor.set = function trap(wanted) {
      note(`set ${name}`, trap);
      return apply(set, this, [wanted]);
    };
  }
  defineProperty(object, key, descriptor);
}

function replaceAll(object, name) {
  const keys = ownKeys(object);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 'constructor' || keys[i] === 'prototype') continue;
    replace(object, keys[i], `${name}.${String(keys[i])}`);
  }
}

function prototypeOf(object, levels = 1) {
  return levels === 0 ? object : prototypeOf(getPrototypeOf(object), levels - 1);
}

/** Everything that is looked through, by name. */
function world() {
  const found = {
    ArrayIterator: prototypeOf([][Symbol.iterator]()),
    MapIterator: prototypeOf(new Map()[Symbol.iterator]()),
    SetIterator: prototypeOf(new Set()[Symbol.iterator]()),
    StringIterator: prototypeOf(''[Symbol.iterator]()),
    Generator: prototypeOf((function* () {})(), 2),
    TypedArray: prototypeOf(Uint8Array),
    'TypedArray.prototype': prototypeOf(Uint8Array.prototype),
    'EventEmitter.prototype': require('node:events').prototype,
  };
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (['globalThis', 'global', 'console'].includes(name)) continue;
    if (getOwnPropertyDescriptor(globalThis, name).get && name !== 'process' && name !== 'Buffer')
      continue; // looking would load it
    const value = globalThis[name];
    if (Object(value) !== value) continue;
    found[name] = value;
    if (typeof value === 'function' && value.prototype)
      found[`${name}.prototype`] = value.prototype;
  }
  for (const name of MODULES) {
    const exported = require(`node:${name}`);
    found[name] = exported;
    for (const [key, value] of Object.entries(exported)) {
      if (/^[A-Z]/.test(key) && value?.prototype)
        found[`${name}.${key}.prototype`] = value.prototype;
    }
  }
  return found;
}

/**
 * @param {string} whose the beginning of the names of the files whose calls are noted
 * @returns {object} what is heard from now on
 */
function overhear(whose) {
  callers = whose;
  const found = world();
  const globals = Object.getOwnPropertyNames(globalThis);
  const seen = new Set();
  const entries = Object.entries(found).filter(([, object]) => {
    return !seen.has(object) && seen.add(object);
  });
  entries.forEach(([name, object]) => replaceAll(object, name));
  for (let i = 0; i < globals.length; i++) {
    const { value } = getOwnPropertyDescriptor(globalThis, globals[i]);
    if (typeof value === 'function') replace(globalThis, globals[i], globals[i]);
  }
  return heard;
}

module.exports = overhear;
