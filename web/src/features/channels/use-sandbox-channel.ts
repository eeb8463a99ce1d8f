import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api } from '#lib/api';
import { toast } from '#lib/toasts';
import type { KindName } from './kinds.ts';
import { useTexts } from './texts.ts';

/** One click makes a ready channel of the sandbox. */
export function useSandboxChannel(onAdded: (id: string) => void): { busy: boolean; add: (kind: KindName) => void } {
  const t = useTexts();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = async (kind: KindName): Promise<void> => {
    setBusy(true);
    try {
      const { id, name } = await api.post<Channel>('/sandbox/channels', { kind });
      await client.invalidateQueries({ queryKey: ['channels'] });
      toast(t('added', { name }), { tone: 'success' });
      onAdded(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return { busy, add: (kind) => void run(kind) };
}
