/** The part of prom-client's Registry or AggregatorRegistry that is used here. */
export interface PromRegistry {
  // eslint-disable-next-line -- as prom-client has it
  registerMetric(metric: any): void;
}

/** The part of an OpenTelemetry Meter that is used here. */
export interface Meter {
  // eslint-disable-next-line -- as @opentelemetry/api has it
  addBatchObservableCallback(callback: any, observables: any[]): void;
}

export interface RegisterOptions {
  /** How long clusterMetrics() waits for the workers' answers, in milliseconds. Default: 1000. */
  timeout?: number;
}

/**
 * Adds all metrics to a registry of prom-client. If it is an AggregatorRegistry, clusterMetrics() from now on returns the primary's metrics
 * and those of all workers on one page; for a worker that does not answer in time it uses the last answer.
 *
 * Throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
 */
export function register(registry: PromRegistry, options?: RegisterOptions): void;

/**
 * Creates the same instruments for OpenTelemetry, with the given meter or one of `@opentelemetry/api`.
 *
 * Throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE; MODULE_NOT_FOUND if there is neither.
 *
 * @returns a function that removes them
 */
export function registerOpenTelemetry(meter?: Meter): () => void;
