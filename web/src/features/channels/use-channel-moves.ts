import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api } from '#lib/api';
import { toast } from '#lib/toasts';

export type Move = 'pause' | 'resume' | 'reconnect';

/** Pause, resume, reconnect: shown at once, taken back with the reason when it is refused. */
export function useChannelMoves(): { busy: string | null; move: (channel: Channel, move: Move) => void } {
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (channel: Channel, move: Move): Promise<void> => {
    setBusy(`${channel.id} ${move}`);
    try {
      const changed = await api.post<Channel>(`/channels/${channel.id}/${move}`);
      client.setQueryData(['channels', 'one', channel.id], changed);
      await client.invalidateQueries({ queryKey: ['channels'] });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    } finally {
      setBusy(null);
    }
  };
  return { busy, move: (channel, move) => void run(channel, move) };
}
