'use strict';

// require('gocluster'): returns the object that require('cluster') returns, after gocluster has taken it over.

const { asked } = require('./take_over');

asked();

module.exports = require('node:cluster');
