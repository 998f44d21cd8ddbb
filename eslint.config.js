'use strict';

const js = require('@eslint/js');
const n = require('eslint-plugin-n');
const prettier = require('eslint-config-prettier');

module.exports = [
  {
    ignores: [
      'build/',
      'node_modules/',
      'prebuilds/',
      '**/node_modules/',
      '**/*.ts',
      'bench/out/',
      'examples/hello/server.js',
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
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module' } },
  {
    // Test programs use what the running Node has, and are never published.
    files: ['test-node/**', 'examples/**', 'bench/**', 'scripts/**'],
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
