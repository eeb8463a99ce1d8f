import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Campaign, CampaignOptions } from '@parley/contract/campaigns';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, ApiError } from '#lib/api';
import { campaignKeys, campaignQuery } from './campaign-queries.ts';

const saveMilliseconds = 400;

export interface DraftChange {
  readonly name?: string;
  readonly network?: Campaign['network'];
  readonly templateId?: string | null;
  readonly channelIds?: string[];
  readonly groupIds?: string[];
  readonly excludedGroupIds?: string[];
  readonly options?: Partial<CampaignOptions>;
}

export type SaveState = { kind: 'saved' } | { kind: 'saving' } | { kind: 'failed'; why: string };

/**
 * A draft that saves itself: what is chosen shows at once, goes to the server a moment later, and what follows from it
 * (whom it reaches, what hinders it) is asked again. A save that failed keeps what was chosen, for another try.
 */
export function useCampaignDraft(id: string) {
  const client = useQueryClient();
  const query = useQuery(campaignQuery(id));
  const [state, setState] = useState<SaveState>({ kind: 'saved' });
  const pending = useRef<DraftChange | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<void> | null>(null);

  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    await running.current;
    const change = pending.current;
    if (change === null) return;
    pending.current = null;
    running.current = (async () => {
      try {
        const saved = await api.patch<Campaign>(`/campaigns/${id}`, change);
        // What was chosen meanwhile is newer than the answer.
        if (pending.current === null) {
          client.setQueryData(campaignKeys.one(id), saved);
          setState({ kind: 'saved' });
        }
        for (const part of ['audience', 'check', 'messages']) {
          const queryKey = [...campaignKeys.one(id), part];
          // A first answer that is still on its way was asked for before the change, and would not be asked for again.
          void client.cancelQueries({ queryKey }).then(() => client.invalidateQueries({ queryKey }));
        }
        void client.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        pending.current = merged(change, pending.current ?? {});
        setState({ kind: 'failed', why: error.message });
      }
    })();
    await running.current;
    running.current = null;
  }, [client, id]);

  const change = useCallback(
    (part: DraftChange): void => {
      pending.current = merged(pending.current ?? {}, part);
      client.setQueryData<Campaign>(
        campaignKeys.one(id),
        (known) => known && { ...known, ...part, options: { ...known.options, ...part.options } },
      );
      setState({ kind: 'saving' });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), saveMilliseconds);
    },
    [client, id, save],
  );

  // Whoever leaves the page leaves nothing behind.
  useEffect(() => () => void save(), [save]);
  return { query, change, save, state };
}

function merged(before: DraftChange, after: DraftChange): DraftChange {
  const options = before.options || after.options ? { options: { ...before.options, ...after.options } } : {};
  return { ...before, ...after, ...options };
}
