// Not run: what an ES module gets. A line under @ts-expect-error must be an error.

import cluster, { Worker, fork, isPrimary, setupPrimary, workers } from 'gocluster';
import type { Address, Cluster, ClusterSettings, SerializationType } from 'gocluster';
import type Default from 'gocluster';
import 'gocluster/register';

const whole: Cluster = cluster;
const same: typeof Default = whole;

const settings: ClusterSettings = { exec: 'worker.js', args: ['x'], silent: true, inspectPort: 0 };
setupPrimary(settings);
const serialization: SerializationType = 'advanced';
cluster.setupMaster({ serialization });
const policy: number = cluster.SCHED_RR + cluster.SCHED_NONE + cluster.schedulingPolicy;

const worker: Worker = fork({ STAGE: 'test' });
worker.on('listening', ({ address, port, addressType }: Address) => [address, port, addressType]);
worker.once('exit', (code: number, signal: string) => [code, signal]);
const sent: boolean = worker.send({ any: 'thing' }, () => {});
const dead: boolean = worker.isDead() && worker.isConnected();
worker.kill('SIGTERM');
worker.destroy();
worker.process.kill();
const wanted: boolean = worker.exitedAfterDisconnect && worker.suicide;
const classes: boolean = worker instanceof Worker && worker instanceof cluster.Worker;
const listed: Worker | undefined = workers?.[worker.id];
const own: Worker | undefined = cluster.worker;
cluster.on('message', (from: Worker, message: unknown) => from.send(String(message)));
cluster.once('exit', ({ suicide }: Worker, code: number) => suicide || code > 0);
cluster.disconnect(() => {});
const primary: boolean = isPrimary && !cluster.isWorker && cluster.isMaster;

// @ts-expect-error an id is a number
const id: string = worker.id;
// @ts-expect-error there is no such option
setupPrimary({ wrong: true });
// @ts-expect-error there is no such method
cluster.start();

export { classes, dead, id, listed, own, policy, primary, same, sent, wanted };
