'use strict';

// ListenerOptions: the options of a listener beyond round robin, as gocluster/server and setupPrimary() take them. Loaded only if
// somebody sets options. Used by server.js, process_policy.js and asked_options.js.

const { isIP } = require('node:net');
const { invalidTypeError, invalidValueError, unknownKeyError } = require('./option_errors');
const {
  Number,
  arrayConcat,
  arrayIncludes,
  arrayJoin,
  arraySlice,
  bufferFrom,
  exec,
  isArray,
  isInteger,
  jsonParse,
  jsonStringify,
  objectKeys,
  stringIndexOf,
  stringSlice,
  stringToLowerCase,
} = require('./intrinsics');
const { POLICIES } = require('./policies');
const { STICKY_KEY } = require('./wire');

const KEYS = ['schedulingPolicy', 'sticky', 'proxyProtocol'];
/** What may identify the client in a first request. The table's first entry is the address, which needs no request. */
const STICKY_KINDS = arraySlice(objectKeys(STICKY_KEY), 1);
const KIND_WORDS = {
  header: 'a header',
  cookie: 'a cookie',
  query: "a parameter of the URL's query",
};
const STICKY_LIMITS = ['ipv6Prefix', 'maxBytes', 'timeout'];

/** The defaults of a sticky policy. ipv6Prefix: in bits; maxBytes: in bytes; timeout: in milliseconds. */
const STICKY = { kind: 'address', name: '', ipv6Prefix: 128, maxBytes: 16 * 1024, timeout: 1000 };
const MOST = { ipv6Prefix: 128, maxBytes: 64 * 1024, timeout: 60_000 };
const OFF = { kind: 'off', networks: [] };
const DEFAULT = { schedulingPolicy: 'rr', sticky: STICKY, proxyProtocol: OFF };

const STICKY_WORDS = `an object: {} for the client's address, or one with ${arrayJoin(STICKY_KINDS, ', ')}`;

/** The longest name, and the longest list of networks, in bytes: all options go over a channel in one message. */
const NAME_MAX = 200;
const NETWORKS_MAX = 700;

/** The name of a header or a cookie (RFC 9110, token); the name of a parameter may be anything that needs no escaping. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const PARAMETER = /^[^\0-\x20&=#?%+\x7f]+$/;
const PREFIX = /^\d{1,3}$/;

/**
 * @typedef {object} ListenerOptions with all defaults filled in
 * @property {'rr' | 'none' | 'least-connections' | 'sticky'} schedulingPolicy
 * @property {{kind: keyof STICKY_KEY, name: string, ipv6Prefix: number, maxBytes: number, timeout: number}} sticky timeout: milliseconds
 * @property {{kind: string, networks: string[]}} proxyProtocol kind: of wire.PROXY_KIND
 */

function checkKeys(object, name, allowed) {
  const keys = objectKeys(object);
  for (let i = 0; i < keys.length; i++) {
    if (!arrayIncludes(allowed, keys[i])) throw unknownKeyError(name, keys[i], allowed);
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !isArray(value);
}

function checkPolicy(value, name) {
  if (value === 1) return 'none'; // SCHED_NONE
  if (value === 2) return 'rr'; // SCHED_RR
  if (arrayIncludes(POLICIES, value)) return value;
  if (typeof value === 'string') throw invalidValueError(name, value, POLICIES);
  throw invalidTypeError(name, value, `one of the strings '${arrayJoin(POLICIES, "', '")}'`);
}

function checkStickyName(kind, value, name) {
  if (kind === 'socketIO') {
    if (value !== true) throw invalidTypeError(name, value, 'true');
    return '';
  }
  if (typeof value !== 'string')
    throw invalidTypeError(name, value, `a string, the name of ${KIND_WORDS[kind]}`);
  const pattern = kind === 'query' ? PARAMETER : TOKEN;
  if (exec(pattern, value) === null || bufferFrom(value).length > NAME_MAX) {
    const what = `the name of ${KIND_WORDS[kind]}, of at most ${NAME_MAX} bytes`;
    throw invalidValueError(
      name,
      value,
      `${what}, without ${kind === 'query' ? 'spaces or any of & = # ? % +' : 'spaces or separators'}`,
    );
  }
  return kind === 'header' ? stringToLowerCase(value) : value;
}

function checkSticky(value, name) {
  if (!isObject(value)) throw invalidTypeError(name, value, STICKY_WORDS);
  checkKeys(value, name, arrayConcat(STICKY_KINDS, STICKY_LIMITS));
  const checked = { ...STICKY };
  for (let i = 0; i < STICKY_KINDS.length; i++) {
    const kind = STICKY_KINDS[i];
    if (value[kind] === undefined || value[kind] === false) continue;
    if (checked.kind !== 'address') {
      const one = `an object with only one of ${arrayJoin(STICKY_KINDS, ', ')}`;
      throw invalidValueError(name, value, `${one}, and not with both ${checked.kind} and ${kind}`);
    }
    checked.kind = kind;
    checked.name = checkStickyName(kind, value[kind], `${name}.${kind}`);
  }
  for (let i = 0; i < STICKY_LIMITS.length; i++) {
    const limit = STICKY_LIMITS[i];
    const number = value[limit];
    if (number === undefined) continue;
    const what = `an integer from 1 to ${MOST[limit]}`;
    if (typeof number !== 'number') throw invalidTypeError(`${name}.${limit}`, number, what);
    if (!isInteger(number) || number < 1 || number > MOST[limit]) {
      throw invalidValueError(`${name}.${limit}`, number, what);
    }
    checked[limit] = number;
  }
  return checked;
}

function isNetwork(text) {
  const slash = stringIndexOf(text, '/');
  const address = slash < 0 ? text : stringSlice(text, 0, slash);
  const version = stringIndexOf(address, '%') < 0 ? isIP(address) : 0;
  if (version === 0 || slash < 0) return version !== 0;
  const prefix = stringSlice(text, slash + 1);
  return exec(PREFIX, prefix) !== null && `${Number(prefix)}` === prefix && prefix <= bits(version);
}

function bits(version) {
  return version === 4 ? 32 : 128;
}

const PROXY_WORDS =
  "true, false, 'optional', or an array of IP addresses and networks (10.0.0.0/8)";

function checkProxyProtocol(value, name) {
  if (value === false) return OFF;
  if (value === true) return { kind: 'required', networks: [] };
  if (value === 'optional') return { kind: 'optional', networks: [] };
  if (typeof value === 'string') throw invalidValueError(name, value, PROXY_WORDS);
  if (!isArray(value)) throw invalidTypeError(name, value, PROXY_WORDS);
  if (value.length === 0) throw invalidValueError(name, value, PROXY_WORDS);
  const networks = [];
  for (let i = 0; i < value.length; i++) {
    const each = value[i];
    if (typeof each !== 'string') {
      throw invalidTypeError(`${name}[${i}]`, each, 'an IP address or a network as a string');
    }
    if (!isNetwork(each)) {
      throw invalidValueError(`${name}[${i}]`, each, 'an IP address or a network like 10.0.0.0/8');
    }
    networks[i] = each;
  }
  if (arrayJoin(networks, ',').length > NETWORKS_MAX) {
    throw invalidValueError(name, value, `an array of at most ${NETWORKS_MAX} characters in all`);
  }
  return { kind: 'trusted', networks };
}

/**
 * Checks options as a program writes them. A key whose value is undefined counts as missing.
 *
 * @param {object} options
 * @param {string} name of the options in error messages
 * @returns {Partial<ListenerOptions>} only those that are set
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE: names the key and what is allowed
 */
function check(options, name) {
  if (!isObject(options)) throw invalidTypeError(name, options, 'an object');
  checkKeys(options, name, KEYS);
  const { schedulingPolicy, sticky, proxyProtocol } = options;
  const checked = {};
  if (sticky !== undefined) {
    checked.schedulingPolicy = 'sticky';
    checked.sticky = checkSticky(sticky, `${name}.sticky`);
  }
  if (schedulingPolicy !== undefined) {
    const policy = checkPolicy(schedulingPolicy, `${name}.schedulingPolicy`);
    if (checked.sticky && policy !== 'sticky') {
      throw invalidValueError(
        `${name}.schedulingPolicy`,
        schedulingPolicy,
        `'sticky' where "${name}.sticky" is given`,
      );
    }
    checked.schedulingPolicy = policy;
  }
  if (proxyProtocol !== undefined) {
    checked.proxyProtocol = checkProxyProtocol(proxyProtocol, `${name}.proxyProtocol`);
    if (checked.schedulingPolicy === 'none' && checked.proxyProtocol !== OFF) {
      throw invalidValueError(
        `${name}.schedulingPolicy`,
        schedulingPolicy,
        `another one where "${name}.proxyProtocol" is given: with this one the workers accept themselves`,
      );
    }
  }
  return checked;
}

/**
 * The options of a listener: its own override those for all listeners, which override the defaults.
 *
 * @param {Partial<ListenerOptions>} all for every listener
 * @param {Partial<ListenerOptions>} [its] the listener's own
 * @returns {ListenerOptions}
 */
function merge(all, its) {
  return { ...DEFAULT, ...all, ...its };
}

/** @param {ListenerOptions} options @returns {boolean} whether they ask for nothing beyond the defaults */
function isDefault({ schedulingPolicy, proxyProtocol }) {
  return schedulingPolicy === 'rr' && proxyProtocol.kind === 'off';
}

function describeSticky({ kind, name, ...limits }, isProxied) {
  if (kind !== 'address') return { [kind]: kind === 'socketIO' ? true : name, ...limits };
  const { ipv6Prefix, timeout } = limits;
  return isProxied ? { ipv6Prefix, timeout } : { ipv6Prefix }; // the PROXY header has the same timeout
}

function describeProxyProtocol({ kind, networks }) {
  if (kind === 'trusted') return networks;
  return kind === 'optional' ? kind : kind === 'required';
}

/**
 * @param {ListenerOptions} options
 * @returns {string} the options as text: options with the same effect have the same text
 */
function describe({ schedulingPolicy, sticky, proxyProtocol }) {
  const words = { schedulingPolicy };
  const isProxied = proxyProtocol.kind !== 'off';
  if (schedulingPolicy === 'sticky') {
    const its = describeSticky(sticky, isProxied);
    const keys = objectKeys(its);
    for (let i = 0; i < keys.length; i++) words[`sticky.${keys[i]}`] = its[keys[i]];
  }
  words.proxyProtocol = describeProxyProtocol(proxyProtocol);
  return jsonStringify(words);
}

/**
 * @param {string} has the result of describe() for one @param {string} wants the same for the other
 * @param {string} between the text between the two values of a key
 * @returns {string} a clause for each key that differs
 */
function difference(has, wants, between) {
  const settled = jsonParse(has);
  const asked = jsonParse(wants);
  const keys = objectKeys({ ...settled, ...asked });
  const clauses = [];
  for (let i = 0; i < keys.length; i++) {
    const before = wordFor(settled[keys[i]]);
    const after = wordFor(asked[keys[i]]);
    if (before !== after) clauses[clauses.length] = `"${keys[i]}" is ${before}${between}${after}`;
  }
  return arrayJoin(clauses, '; ');
}

function wordFor(value) {
  return value === undefined ? 'not set' : jsonStringify(value);
}

module.exports = { check, merge, isDefault, describe, difference };
