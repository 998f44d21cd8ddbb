// Not run: CommonJS's own import.

import cluster = require('gocluster');
import type types = require('gocluster');
import register = require('gocluster/register');

const worker: cluster.Worker = cluster.fork();
cluster.on('online', (from: cluster.Worker) => from.id === worker.id);
const settings: cluster.ClusterSettings = cluster.settings;
const { Worker, isPrimary } = cluster;
const wanted: boolean = worker instanceof Worker && isPrimary && worker.suicide;
const whole: types.Cluster = cluster;
const nothing: object = register;

export = { nothing, settings, wanted, whole };
