import builtin from 'node:cluster';
import { createServer } from 'node:http';
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
import { configure } from '../../../lib/server.js';
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

// gocluster's own words, beside Node's.
cluster.schedulingPolicy = 'least-connections';
cluster.schedulingPolicy = cluster.SCHED_NONE;
expectError((cluster.schedulingPolicy = 'least'));
cluster.setupPrimary({
  schedulingPolicy: 'sticky',
  sticky: { cookie: 'a' },
  proxyProtocol: ['::1'],
});
expectError(cluster.setupPrimary({ schedulingPolicy: 'stiky' }));

const server = createServer();
expectType<typeof server>(configure(server, { schedulingPolicy: 'rr' }));
configure(server, { sticky: { ipv6Prefix: 64 } });
configure(server, { sticky: { socketIO: true, timeout: 500 }, proxyProtocol: 'optional' });
expectError(configure(server, { sticky: { cookie: 'a', header: 'b' } }));
expectError(configure(server, { sticky: { socketIO: 'yes' } }));
expectError(configure(server, { proxyProtocol: 'required' }));
expectError(configure({}, {}));
