// Not run: a default import that is compiled to require(), for which TypeScript wants esModuleInterop.

import cluster, { type Worker } from 'gocluster';

const worker: Worker = cluster.fork();

export { worker };
