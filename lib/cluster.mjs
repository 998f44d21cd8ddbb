// import cluster, { fork, isPrimary } from 'gocluster'

import cluster from './cluster.js';

export default cluster;

// In a worker some of these are undefined, as on the object.
export const {
  SCHED_NONE,
  SCHED_RR,
  Worker,
  disconnect,
  fork,
  isMaster,
  isPrimary,
  isWorker,
  schedulingPolicy,
  settings,
  setupMaster,
  setupPrimary,
  worker,
  workers,
} = cluster;
