'use strict';

const cluster = require('node:cluster');
cluster.setupPrimary({ exec: process.argv[2] });
for (let i = 0; i < Number(process.argv[3]); i++) cluster.fork();
