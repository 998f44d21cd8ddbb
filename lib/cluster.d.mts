// gocluster's types for import: the same, under the names that cluster.mjs exports.

import cluster = require('./cluster.js');

export default cluster;

export type Address = cluster.Address;
export type Cluster = cluster.Cluster;
export type ClusterEventMap = cluster.ClusterEventMap;
export type ClusterSettings = cluster.ClusterSettings;
export type SerializationType = cluster.SerializationType;
export type Worker = cluster.Worker;
export type WorkerEventMap = cluster.WorkerEventMap;
export type WorkerOptions = cluster.WorkerOptions;

export declare const SCHED_NONE: typeof cluster.SCHED_NONE;
export declare const SCHED_RR: typeof cluster.SCHED_RR;
export declare const Worker: typeof cluster.Worker;
export declare const disconnect: typeof cluster.disconnect;
export declare const fork: typeof cluster.fork;
export declare const isMaster: typeof cluster.isMaster;
export declare const isPrimary: typeof cluster.isPrimary;
export declare const isWorker: typeof cluster.isWorker;
export declare const schedulingPolicy: typeof cluster.schedulingPolicy;
export declare const settings: typeof cluster.settings;
export declare const setupMaster: typeof cluster.setupMaster;
export declare const setupPrimary: typeof cluster.setupPrimary;
export declare const worker: typeof cluster.worker;
export declare const workers: typeof cluster.workers;
