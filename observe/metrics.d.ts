/** What is used of a Registry or an AggregatorRegistry of prom-client. */
export interface PromRegistry {
  // eslint-disable-next-line -- as prom-client has it
  registerMetric(metric: any): void;
}

/** What is used of a Meter of OpenTelemetry. */
export interface Meter {
  // eslint-disable-next-line -- as @opentelemetry/api has it
  addBatchObservableCallback(callback: any, observables: any[]): void;
}

export interface RegisterOptions {
  /** Milliseconds for the workers' answers to clusterMetrics(); 1000 without a word. */
  timeout?: number;
}

/**
 * Puts everything into a registry of prom-client. Of an AggregatorRegistry clusterMetrics() has the primary's metrics and those of all
 * workers on one page from now on; of a worker that does not answer in time it has what that said last.
 *
 * Throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
 */
export function register(registry: PromRegistry, options?: RegisterOptions): void;

/**
 * The same instruments for OpenTelemetry, by the meter that is given or one of `@opentelemetry/api`.
 *
 * Throws ERR_CLUSTER_NOT_PRIMARY, ERR_INVALID_ARG_TYPE; MODULE_NOT_FOUND where neither is there.
 *
 * @returns what ends it
 */
export function registerOpenTelemetry(meter?: Meter): () => void;
