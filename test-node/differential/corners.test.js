'use strict';

require('./subject.js').subject('corners');
