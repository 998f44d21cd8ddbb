'use strict';

require('./subject.js').subject('connection');
