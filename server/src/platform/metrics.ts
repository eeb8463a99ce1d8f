import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus reads at /metrics. Labels are routes and codes, never ids of people or organizations. */
export interface Metrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /** Says how many sockets are open, whenever it is asked. */
  countSockets(count: () => number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requestSeconds = new Histogram({
    name: 'parley_http_request_seconds',
    help: 'Time from the request’s head to the answer’s end',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    requestSeconds,
    countSockets: (count) => {
      const sockets: Gauge = new Gauge({
        name: 'parley_sockets',
        help: 'Open sockets of browsers',
        registers: [registry],
        collect: () => sockets.set(count()),
      });
    },
  };
}
