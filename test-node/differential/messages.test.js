'use strict';

require('./subject.js').subject('messages');
