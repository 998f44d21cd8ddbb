// Not run: what the compiler must make of gocluster's types. A line under @ts-expect-error must be an error.

import builtin from 'node:cluster';
import cluster, { Worker, fork, isPrimary, setupPrimary, workers } from 'gocluster';
import type { Address, ClusterSettings } from 'gocluster';
import 'gocluster/register';

// The same object, so the same type in both directions.
const there: typeof builtin = cluster;
const back: typeof cluster = builtin;

const settings: ClusterSettings = { exec: 'worker.js', args: ['x'], silent: true, inspectPort: 0 };
setupPrimary(settings);
cluster.setupMaster({ serialization: 'advanced' });
const policy: number = cluster.SCHED_RR + cluster.SCHED_NONE + cluster.schedulingPolicy;

const worker: Worker = fork({ STAGE: 'test' });
worker.on('listening', ({ address, port, addressType }: Address) => {
  const text: string = `${address}:${port}`;
  return [text, addressType];
});
worker.once('exit', (code: number, signal: string) => [code, signal]);
const sent: boolean = worker.send({ any: 'thing' }, () => {});
const dead: boolean = worker.isDead() && worker.isConnected();
worker.kill('SIGTERM');
worker.process.kill();
const same: Worker | undefined = workers?.[worker.id];
cluster.on('message', (from: Worker, message: unknown) => from.send(String(message)));
cluster.disconnect(() => {});
const primary: boolean = isPrimary && !cluster.isWorker && cluster.isMaster;

// @ts-expect-error an id is a number
const id: string = worker.id;
// @ts-expect-error there is no such option
setupPrimary({ wrong: true });
// @ts-expect-error there is no such method
cluster.start();

export { back, dead, id, policy, primary, same, sent, there };
