'use strict';

const js = require('@eslint/js');
const n = require('eslint-plugin-n');
const prettier = require('eslint-config-prettier');
const intrinsics = require('./eslint.intrinsics');

module.exports = [
  {
    ignores: [
      'build/',
      'node_modules/',
      'prebuilds/',
      '**/node_modules/',
      '**/*.ts',
      'bench/out/',
      'docs/site/dist/',
      'docs/site/.vitepress/cache/',
      'examples/hello/server.js',
      'test-node/document/examples/',
    ],
  },
  js.configs.recommended,
  n.configs['flat/recommended-script'],
  prettier,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'n/prefer-node-protocol': 'error',
      'n/no-process-exit': 'off',
      'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none' }],
    },
  },
  {
    files: ['lib/**', 'cli/command_preload.js'],
    ignores: ['lib/intrinsics.js'],
    rules: intrinsics,
  },
  {
    files: ['lib/**', 'observe/**', 'supervisor/**', 'cli/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'That clock may be set. For intervals: performance.now(), in lib/ hrtime().',
        },
      ],
    },
  },
  {
    // The packages that are loaded at run time. test-node/repository/layers.test.js holds them to these folders.
    files: ['supervisor/**', 'cli/**'],
    rules: {
      'n/no-missing-require': [
        'error',
        { allowModules: ['cli-table3', 'croner', 'picocolors', 'valibot'] },
      ],
    },
  },
  {
    // The website's package is installed where the website is made.
    files: ['docs/site/**'],
    rules: { 'n/no-missing-import': ['error', { allowModules: ['vitepress', '@xterm/headless'] }] },
  },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module' } },
  {
    // These use what the running Node has, and packages of their own, and are never published.
    files: ['test-node/**', 'examples/**', 'bench/**', 'scripts/**', 'docs/site/**'],
    rules: {
      'n/no-unsupported-features/node-builtins': 'off',
      'n/no-unpublished-require': 'off',
      'n/no-unpublished-import': 'off',
      'n/no-extraneous-require': 'off',
      'n/no-missing-require': 'off',
      'n/no-missing-import': 'off',
    },
  },
];
