import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ApiError } from '#lib/api';
import { toast } from '#lib/toasts';
import type { RecipientFilter } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';

/** Writes recipients to a file, as a task: the tray shows how far it is and hands it out. */
export function useExport(id: string) {
  const l = useLiveTexts();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (filter: RecipientFilter) => api.post<{ taskId: string }>(`/campaigns/${id}/export`, filter),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tasks'] });
      toast(l('export_started'));
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    },
  });
}
