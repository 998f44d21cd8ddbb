'use strict';

// Intrinsics: the built-ins that this package uses, kept before a program can replace them by fake timers, polyfills or mocks.
// take_over.js loads it first; a lint rule (eslint.config.js) makes the other files of lib/ use it.
//
// Array destructuring, spread and for-of look up Array.prototype[Symbol.iterator] each time they run. So lib/ uses plain loops,
// and forEach of the Map and the Set in this file.

const EventEmitter = require('node:events');
// Not the globals: they may be a simulated browser's by the time this package is loaded.
const {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
} = require('node:timers');

// Not by require('node:process'): on Node 18 that opens the standard streams.
const { nextTick, hrtime, memoryUsage } = process;

const {
  apply,
  ownKeys,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  defineProperty,
  deleteProperty,
  set,
} = Reflect;

/** A method as a function that takes its `this` as the first argument. */
const uncurry =
  (method) =>
  (self, ...args) =>
    apply(method, self, args);

const lengthOf = getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length');

/** Copies the methods that a class inherits into the class, and cuts its prototype off: nothing outside is looked up any more. */
function detach({ prototype }) {
  const inherited = Object.getPrototypeOf(prototype);
  for (const key of ownKeys(inherited)) {
    if (key === 'constructor') continue;
    defineProperty(prototype, key, getOwnPropertyDescriptor(inherited, key));
  }
  Object.setPrototypeOf(prototype, null);
  Object.freeze(prototype);
}

class OwnMap extends Map {
  constructor() {
    super();
  }

  /** The values in an array, for a loop that changes the map. */
  list() {
    const values = [];
    this.forEach((value) => (values[values.length] = value));
    return values;
  }
}
detach(OwnMap);

class OwnSet extends Set {
  /** @param {any[]} [values] */
  constructor(values = []) {
    super();
    for (let i = 0; i < values.length; i++) this.add(values[i]);
  }

  /** The values in an array, for a loop that changes the set. */
  list() {
    const values = [];
    this.forEach((value) => (values[values.length] = value));
    return values;
  }
}
detach(OwnSet);

class OwnWeakMap extends WeakMap {
  constructor() {
    super();
  }
}
detach(OwnWeakMap);

module.exports = {
  Map: OwnMap,
  ProgramMap: Map,
  WeakMap: OwnWeakMap,
  WeakSet,
  Set: OwnSet,

  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  nextTick,
  hrtime,
  memoryUsage,

  apply,
  String,
  Number,
  ArrayBuffer,
  Uint8Array,
  Int32Array,
  Uint32Array,
  Float64Array,
  Error,
  Promise,
  TypeError,
  RangeError,
  parseInt,
  ceil: Math.ceil,
  floor: Math.floor,
  min: Math.min,
  isArray: Array.isArray,
  isInteger: Number.isInteger,
  symbolFor: Symbol.for,
  defineProperty,
  deleteProperty,
  set,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  objectKeys: Object.keys,
  objectValues: Object.values,
  getOwnPropertySymbols: Object.getOwnPropertySymbols,

  jsonParse: JSON.parse,
  jsonStringify: JSON.stringify,

  allocUnsafe: Buffer.allocUnsafe,
  bufferFrom: Buffer.from,
  bufferConcat: Buffer.concat,
  readUInt32LE: uncurry(Buffer.prototype.readUInt32LE),
  writeInt32LE: uncurry(Buffer.prototype.writeInt32LE),
  bufferSubarray: uncurry(Buffer.prototype.subarray),
  readUInt16BE: uncurry(Buffer.prototype.readUInt16BE),
  bufferLength: uncurry(lengthOf.get),
  bufferToString: uncurry(Buffer.prototype.toString),
  bufferIndexOf: uncurry(Buffer.prototype.indexOf),

  arrayJoin: uncurry(Array.prototype.join),
  arrayConcat: uncurry(Array.prototype.concat),
  arrayFilter: uncurry(Array.prototype.filter),
  arrayFind: uncurry(Array.prototype.find),
  arrayIncludes: uncurry(Array.prototype.includes),
  arraySlice: uncurry(Array.prototype.slice),
  arraySplice: uncurry(Array.prototype.splice),
  arraySome: uncurry(Array.prototype.some),
  numberToString: uncurry(Number.prototype.toString),
  exec: uncurry(RegExp.prototype.exec),
  functionToString: uncurry(Function.prototype.toString),

  stringIndexOf: uncurry(String.prototype.indexOf),
  stringSlice: uncurry(String.prototype.slice),
  stringSplit: uncurry(String.prototype.split),
  stringStartsWith: uncurry(String.prototype.startsWith),
  stringToLowerCase: uncurry(String.prototype.toLowerCase),
  stringToUpperCase: uncurry(String.prototype.toUpperCase),
  stringTrim: uncurry(String.prototype.trim),

  prependListener: uncurry(EventEmitter.prototype.prependListener),
  listeners: uncurry(EventEmitter.prototype.listeners),
  removeListener: uncurry(EventEmitter.prototype.removeListener),
};
