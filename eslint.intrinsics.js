'use strict';

// The rules that hold lib/ to lib/intrinsics.js: what a program can replace is taken when the package is loaded, and is not
// looked up later. test-node/replaced shows the same by running programs.

/** No functions, or, for process, objects with methods that Node's own cluster looks up too. */
const ALLOWED_GLOBALS = ['process', 'undefined', 'NaN', 'Infinity', 'globalThis'];

/** Those of the Map and the Set of intrinsics.js, and words that are methods of this package's own classes. */
const ALLOWED_METHODS = ['get', 'set', 'has', 'add', 'delete', 'clear', 'forEach', 'join'];

/** What Node's own cluster does not look up. */
const PROCESS_METHODS = [
  'hrtime',
  'send',
  'listeners',
  'off',
  'removeListener',
  'uptime',
  'get.*id',
  'getgroups',
];

const PROTOTYPES = [Object, Function, Array, String, Number, RegExp, Promise, Map, Set, Buffer].map(
  ({ prototype }) => prototype,
);
const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype);

const GETTERS = ['description', 'buffer', 'byteLength', 'byteOffset'];

function methods() {
  const names = new Set(
    [...PROTOTYPES, TYPED_ARRAY]
      .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
      .filter((name) => /^[a-z]\w+$/i.test(name)),
  );
  for (const name of ALLOWED_METHODS) names.delete(name);
  return [...names];
}

const any = (names) => `/^(${names.join('|')})$/`;

const TAKE = 'A program may replace it: take it from ./intrinsics.';
const ITERATES = 'It looks up Symbol.iterator, which a program may replace:';

const SYNTAX = {
  [`CallExpression > MemberExpression.callee[property.name=${any(methods())}]`]: TAKE,
  [`CallExpression > MemberExpression.callee[object.name="process"][property.name=${any(PROCESS_METHODS)}]`]:
    TAKE,
  [`MemberExpression[property.name=${any(GETTERS)}]`]: TAKE,
  ForOfStatement: `${ITERATES} count, or use forEach of our Map and Set.`,
  ':matches(ArrayExpression, CallExpression, NewExpression) > SpreadElement': `${ITERATES} use apply, or fill an array.`,
  ArrayPattern: `${ITERATES} use indexes.`,
  'VariableDeclarator[id.type="Identifier"] > CallExpression[callee.name="require"][arguments.0.value=/^node:/]':
    'A program may replace what the module exports: take what is used of it, const { x } = require().',
};

module.exports = {
  'no-restricted-globals': [
    'error',
    ...Object.getOwnPropertyNames(globalThis)
      .filter((name) => !ALLOWED_GLOBALS.includes(name))
      .map((name) => ({ name, message: TAKE })),
  ],
  'no-restricted-syntax': [
    'error',
    ...Object.entries(SYNTAX).map(([selector, message]) => ({ selector, message })),
  ],
};
