'use strict';

require('./subject.js').subject('tls');
