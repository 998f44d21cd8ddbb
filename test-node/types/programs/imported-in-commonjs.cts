// Not run: ES syntax that is compiled to require().

import { Worker, fork, isPrimary, settings } from 'gocluster';
import type { ClusterSettings } from 'gocluster';
import * as cluster from 'gocluster';
import 'gocluster/register';

const worker: Worker = isPrimary ? fork() : cluster.fork();
const merged: ClusterSettings = { ...settings, silent: true };
const wanted: boolean = worker.suicide && worker instanceof Worker;

export { merged, wanted };
