'use strict';

require('./subject.js').subject('fork');
