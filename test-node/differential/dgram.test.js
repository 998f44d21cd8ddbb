'use strict';

require('./subject.js').subject('dgram');
