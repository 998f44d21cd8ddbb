'use strict';

require('./subject.js').subject('http');
