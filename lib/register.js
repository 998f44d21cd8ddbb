'use strict';

// For node -r gocluster/register and --import: the program's own require('cluster') is gocluster from the start.
// Workers get cluster.js by NODE_OPTIONS.

require('./cluster');
