'use strict';

require('./subject.js').subject('listen');
