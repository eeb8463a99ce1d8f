import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign, CampaignAction } from '@parley/contract/campaigns';
import { api, ApiError } from '#lib/api';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { campaignKeys } from './campaign-queries.ts';
import { useTexts } from './texts.ts';

/** What a person does with a campaign. Another one may have been quicker: then the page is read again. */
export function useCampaignMoves(campaign: Campaign) {
  const t = useTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const can = useCan();
  const path = `/campaigns/${campaign.id}`;
  const tell = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, { tone: 'danger' });
  };
  const settle = (): void => void client.invalidateQueries({ queryKey: campaignKeys.all });
  const move = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') => api.post<Campaign>(`${path}/${action}`),
    onSuccess: (changed) => client.setQueryData(campaignKeys.one(campaign.id), changed),
    onError: tell,
    onSettled: settle,
  });
  const archive = useMutation({
    mutationFn: (archived: boolean) => api.post<Campaign>(`${path}/archive`, { archived }),
    onSuccess: (_changed, archived) => {
      const action = { label: t('unarchive'), run: () => archive.mutate(false) };
      if (archived) toast(t('archived_toast', { name: campaign.name }), { action });
    },
    onError: tell,
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(path),
    onSuccess: () => {
      toast(t('deleted_toast', { name: campaign.name }));
      void navigate({ to: '/campaigns' });
    },
    onError: tell,
    onSettled: settle,
  });
  const duplicate = useMutation({
    mutationFn: () => api.post<Campaign>(`${path}/duplicate`),
    onSuccess: ({ id }) => navigate({ to: '/campaigns/$id/edit/$step', params: { id, step: 'basics' } }),
    onError: tell,
    onSettled: settle,
  });
  const may = (action: CampaignAction): boolean =>
    campaign.allowedActions.includes(action) &&
    can(['start', 'pause', 'resume', 'cancel'].includes(action) ? 'campaigns:send' : 'campaigns:write');
  return { move, archive, remove, duplicate, may, mayWrite: can('campaigns:write') };
}
