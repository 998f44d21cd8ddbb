import builtin from 'node:cluster';
import type { Worker as BuiltinWorker } from 'node:cluster';
import cluster, {
  Worker,
  fork,
  isPrimary,
  schedulingPolicy,
  settings,
  worker,
  workers,
} from '../../../lib/cluster.js';
import type { Cluster, ClusterSettings } from '../../../lib/cluster.js';
import {
  expectAssignable,
  expectDeprecated,
  expectError,
  expectNotDeprecated,
  expectType,
} from 'tsd';

expectType<Cluster>(cluster);
expectAssignable<typeof builtin>(cluster);

// Named exports are the object's properties.
expectType<typeof builtin.fork>(fork);
expectType<boolean>(isPrimary);
expectType<number>(schedulingPolicy);
expectType<ClusterSettings>(settings);
expectType<BuiltinWorker | undefined>(worker);
expectType<NodeJS.Dict<BuiltinWorker> | undefined>(workers);

// A worker is Node's, and has what the documentation lists beside it.
const forked = cluster.fork();
expectType<BuiltinWorker>(forked);
expectAssignable<InstanceType<typeof Worker>>(new cluster.Worker());
expectType<boolean>(forked.suicide);
expectDeprecated(forked.suicide);
expectNotDeprecated(forked.exitedAfterDisconnect);
expectDeprecated(cluster.isMaster);
expectDeprecated(cluster.setupMaster);
expectNotDeprecated(cluster.isPrimary);

expectError(cluster.setupPrimary({ wrong: true }));
expectError((cluster.isPrimary = true));
expectError(forked.send());
