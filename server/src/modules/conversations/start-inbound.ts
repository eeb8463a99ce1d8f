import { fetchFiles } from './fetch-files.ts';
import { storeInbound } from './store-inbound.ts';
import type { Inbox } from '#sending';
import { digestInbound } from './digest-inbound.ts';
import { deleteOldInboundKeys } from './inbound-queries.ts';
import type { Runtime } from '#platform/context';
import { Bell } from '#platform/events/bell';
import { repeat } from '#platform/repeat';

export interface Inbound {
  /** Where the runners of channels put what comes in; it is digested as soon as it is stored. */
  readonly inbox: Inbox;
  stop(): Promise<void>;
}

const pollMilliseconds = 250;
const keptDays = 30;

/** The digester of one process. Wakes on what this process stored and looks by itself for what others left. */
export function startInbound(runtime: Runtime): Inbound {
  const bell = new Bell();
  let stopping = false;
  const run = async (): Promise<void> => {
    while (!stopping) {
      try {
        const digested = await digestInbound(runtime);
        if (digested === 0) await bell.wait(pollMilliseconds);
      } catch (error) {
        runtime.log.warn({ err: error }, 'inbound events are digested later');
        await bell.wait(1_000);
      }
    }
  };
  const running = run();
  const pruning = repeat(
    'forget inbound keys',
    3_600_000,
    () => runtime.pools.system((db) => deleteOldInboundKeys(db, keptDays)),
    runtime.log,
  );
  const receive: Inbox['receive'] = async (ctx, channelId, item) => {
    await storeInbound(ctx, channelId, item);
    ctx.db.afterCommit(() => bell.ring());
  };
  return {
    inbox: { receive, fetchFiles },
    stop: async () => {
      stopping = true;
      bell.ring();
      await Promise.all([running, pruning.stop()]);
    },
  };
}
