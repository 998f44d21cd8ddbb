'use strict';

require('./subject.js').subject('surface');
