'use strict';

// A value as plain JSON that is the same in every run: no pids, no ports, no identities.

const DEPTH = 5;
const PORT_KEYS = new Set(['port', 'localPort', 'remotePort']);
const FIRST_FREE_PORT = 1024;

/**
 * @param {unknown} value
 * @param {number} [depth] how deep to look
 * @returns {unknown} JSON
 */
function describe(value, depth = DEPTH) {
  switch (typeof value) {
    case 'undefined':
      return '<undefined>';
    case 'function':
      return `<function ${value.name}>`;
    case 'symbol':
      return value.toString();
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : `<${Object.is(value, -0) ? '-0' : value}>`;
    case 'string':
      return withoutPorts(value);
    case 'object':
      return value === null ? null : describeObject(value, depth);
    default:
      return value;
  }
}

function describeObject(value, depth) {
  if (value instanceof Error) return describeError(value);
  if (Buffer.isBuffer(value)) return `<Buffer ${value.toString('latin1')}>`;
  if (depth === 0) return '<deep>';
  if (Array.isArray(value)) return value.map((item) => describe(item, depth - 1));
  if (value instanceof Map) return { '<Map>': describe([...value], depth - 1) };
  if (value instanceof Set) return { '<Set>': describe([...value], depth - 1) };
  if (value instanceof Date) return `<Date ${value.toISOString()}>`;

  const prototype = Object.getPrototypeOf(value);
  const name = value.constructor?.name;
  if (prototype !== null && prototype !== Object.prototype && name !== 'Object') {
    return name === 'Worker' ? `<Worker ${value.id}>` : `<${name}>`;
  }
  return describeProperties(value, Object.keys(value), depth);
}

// Node's own order of the properties is kept: JSON.stringify of an error shows it to users.
function describeError(error) {
  const keys = Object.keys(error).filter(
    (key) => !key.startsWith('domain') && key !== 'generatedMessage',
  );
  return {
    error: error.name,
    message: withoutPorts(error.message),
    ...describeProperties(error, keys, 2),
  };
}

function describeProperties(object, keys, depth) {
  const plain = {};
  for (const key of keys) plain[key] = describeProperty(key, object[key], depth);
  return plain;
}

function describeProperty(key, value, depth) {
  if (key === 'pid' && typeof value === 'number') return '<pid>';
  if (PORT_KEYS.has(key) && value >= FIRST_FREE_PORT) return '<port>';
  return describe(value, depth - 1);
}

// "bind EADDRINUSE null:41234", "address already in use :::41234"
function withoutPorts(text) {
  return text.replace(/:\d{4,5}\b/g, ':<port>');
}

module.exports = { describe };
