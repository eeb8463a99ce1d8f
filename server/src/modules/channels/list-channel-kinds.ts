import type { channelKindList } from '@parley/contract/channels';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';

/** What this installation can connect to. */
export async function listChannelKinds(ctx: Ctx): Promise<z.input<typeof channelKindList>> {
  const data = [...ctx.channels.values()].map(({ kind, network, official, secretSettings }) => ({
    kind,
    network,
    official,
    secretSettings: [...secretSettings],
  }));
  return { data };
}
