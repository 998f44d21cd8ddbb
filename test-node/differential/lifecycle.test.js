'use strict';

require('./subject.js').subject('lifecycle');
