'use strict';

// require('gocluster'): the object that require('cluster') returns, taken over.

const { asked } = require('./take_over');

asked();

module.exports = require('node:cluster');
