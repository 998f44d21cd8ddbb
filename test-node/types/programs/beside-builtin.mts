// Not run: node:cluster and gocluster in one program. They are one object, so they are of one type.

import builtin from 'node:cluster';
import cluster from 'gocluster';
import * as everything from 'gocluster';

const there: typeof builtin = cluster;
const worker: typeof cluster.worker = builtin.worker;
const again: typeof cluster = everything.default;
everything.fork();
builtin.on('online', (from) => from.suicide);

// @ts-expect-error there is no such export
everything.start();

export { again, there, worker };
