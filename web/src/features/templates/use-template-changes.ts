import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SavedTemplate, Template } from '@parley/contract/templates';
import { api, ApiError } from '#lib/api';
import { toast } from '#lib/toasts';
import { useTexts } from './texts.ts';

/** What a list or a page does with a whole template. */
export function useTemplateChanges(template: Template) {
  const t = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const settle = (): void => void client.invalidateQueries({ queryKey: ['templates'] });
  const tell = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, { tone: 'danger' });
  };
  const change = useMutation({
    mutationFn: (body: { archived?: boolean; categoryId?: string | null }) =>
      api.patch<SavedTemplate>(`/templates/${template.id}`, body),
    onSuccess: (_saved, { archived }) => {
      const action = { label: t('unarchive'), run: () => change.mutate({ archived: false }) };
      if (archived) toast(t('archived_toast', { name: template.name }), { action });
    },
    onError: tell,
    onSettled: settle,
  });
  const duplicate = useMutation({
    mutationFn: () => api.post<Template>(`/templates/${template.id}/duplicate`),
    onSuccess: ({ id }) => navigate({ to: '/templates/$id', params: { id } }),
    onError: tell,
    onSettled: settle,
  });
  return { change, duplicate };
}
