// The types of gocluster/stats and gocluster/metrics, with those of the packages that they are for. Compiled, not run.

import { metrics } from '@opentelemetry/api';
import { register, registerOpenTelemetry } from 'gocluster/metrics';
import { stats, watch, type Stats } from 'gocluster/stats';
import { AggregatorRegistry, Registry } from 'prom-client';

const one: Stats = await stats();
export const lag: number | null | undefined = one.workers[0]?.loop?.lag;
const { signal } = new AbortController();
for await (const { core } of watch({ interval: 100, signal })) if (core) core.taken.toFixed();
register(new AggregatorRegistry(), { timeout: 5 });
register(new Registry());
export const end: () => void = registerOpenTelemetry(metrics.getMeter('shop'));
// @ts-expect-error it is frozen
one.time = 1;
// @ts-expect-error it is no registry
register({});
