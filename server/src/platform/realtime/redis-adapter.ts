import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';

export interface RedisAdapter {
  readonly adapter: ReturnType<typeof createAdapter>;
  close(): void;
}

/**
 * The way between processes for what is not durable: presence. While Redis is away, each process knows its own people only;
 * nothing waits for it and nothing is lost that was not to be forgotten anyway.
 */
export function openRedisAdapter(url: string, log: Logger): RedisAdapter {
  // A command is given up at the next failed attempt to connect, so that nothing heaps up meanwhile.
  const redis = new Redis(url, { maxRetriesPerRequest: 1, connectionName: 'parley' });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) log.warn({ err: error }, 'Redis is away: presence is known within each process only');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  // The adapter does not wait for what it publishes: a failure would be nobody's and end the process.
  const publish = redis.publish.bind(redis);
  redis.publish = (channel: string | Buffer, message: string | Buffer) => publish(channel, message).catch(() => 0);
  return {
    // The adapter's reader ends when its last wait for news is over.
    adapter: createAdapter(redis, { streamName: 'parley', channelPrefix: 'parley', blockTimeInMs: 1_000 }),
    close: () => redis.disconnect(),
  };
}
