import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';
import { AppError } from '../errors.ts';

/** Something that must work before requests may come: resolves to null, or to what is wrong. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<string | null>;
}

/** For the machines that run us: is the process alive, can it work, how is it doing. */
export function addOperations(server: FastifyInstance, checks: readonly ReadinessCheck[], metrics: Metrics): void {
  server.get('/health/live', async () => ({ status: 'alive' }));

  server.get('/health/ready', async (_request, reply) => {
    const faults = await Promise.all(
      checks.map(async ({ name, check }) => ({ name, fault: await check().catch(messageOf) })),
    );
    const notReady = Object.fromEntries(
      faults.filter(({ fault }) => fault !== null).map(({ name, fault }) => [name, fault]),
    );
    if (Object.keys(notReady).length === 0) return { status: 'ready' };
    return reply.code(503).header('retry-after', 2).send({ status: 'not_ready', notReady });
  });

  // Figures tell an outsider much: they are for this machine, or for a proxy that asks from it.
  server.get('/metrics', async (request, reply) => {
    if (!/^(127\.|::1$|::ffff:127\.)/.test(request.ip)) throw new AppError('route_unknown');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
