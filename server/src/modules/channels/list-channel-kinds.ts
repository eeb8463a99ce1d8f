import type { Channel, channelKindList } from '@parley/contract/channels';
import type { z } from 'zod';
import type { ChannelKind } from '#channel';
import type { Ctx } from '#platform/context';

/** What this installation can connect to. */
export async function listChannelKinds(ctx: Ctx): Promise<z.input<typeof channelKindList>> {
  const data = [...ctx.channels.values()].map((kind) => ({
    kind: kind.kind,
    network: kind.network,
    official: kind.official,
    secretSettings: [...kind.secretSettings],
    addressing: kind.addressing,
    capabilities: capabilitiesOf(kind),
  }));
  return { data };
}

export function capabilitiesOf({ carries }: ChannelKind): NonNullable<Channel['capabilities']> {
  const { maxTextLength, files, typing } = carries;
  const { mediaTypes = null } = files ?? {};
  return { maxTextLength, files: files && { ...files, mediaTypes: mediaTypes && [...mediaTypes] }, typing };
}
