'use strict';

module.exports = {
  proves: 'Worker inherits from EventEmitter, and so does cluster, whose constructor it is',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const EventEmitter = require('node:events');
    const { Worker } = cluster;
    say('Worker', Object.getPrototypeOf(Worker) === EventEmitter);
    say('prototype', Object.getPrototypeOf(Worker.prototype) === EventEmitter.prototype);
    say('cluster', cluster.constructor === EventEmitter, cluster instanceof EventEmitter);
    say('cluster prototype', Object.getPrototypeOf(cluster) === EventEmitter.prototype);
    say('text', String(cluster), Object.prototype.toString.call(cluster));
  },
};
