import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedTemplate } from '@parley/contract/templates';
import { api } from '#lib/api';
import { ErrorState, SkeletonRows } from '#ui/states';
import { TemplateEditor } from './template-editor.tsx';
import { templateQuery } from './template-queries.ts';
import { forgetLocalDraft, type TemplateDraft } from './use-local-draft.ts';

const empty: TemplateDraft = { name: '', target: 'sms', categoryId: null, text: '' };

const bodyOf = ({ name, target, categoryId, text }: TemplateDraft) => ({
  name: name.trim(),
  target,
  categoryId,
  items: [{ kind: 'text', text }],
});

export function NewTemplate({
  target = empty.target,
  isForCampaign,
  onMade,
}: {
  target?: string;
  isForCampaign: boolean;
  onMade: (id: string) => void;
}) {
  const client = useQueryClient();
  return (
    <TemplateEditor
      id="new"
      template={null}
      saved={{ ...empty, target }}
      isForCampaign={isForCampaign}
      onSave={async (draft) => {
        const made = await api.post<SavedTemplate>('/templates', bodyOf(draft));
        forgetLocalDraft('new');
        client.setQueryData(templateQuery(made.id).queryKey, made);
        void client.invalidateQueries({ queryKey: ['templates'] });
        return () => onMade(made.id);
      }}
    />
  );
}

export function EditTemplate({ id }: { id: string }) {
  const client = useQueryClient();
  const query = useQuery(templateQuery(id));
  if (query.isPending) return <SkeletonRows count={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const template = query.data;
  const { name, target, categoryId } = template;
  return (
    <TemplateEditor
      id={id}
      template={template}
      saved={{ name, target, categoryId, text: template.items[0]?.text ?? '' }}
      onSave={async (draft) => {
        const saved = await api.patch<SavedTemplate>(`/templates/${id}`, bodyOf(draft));
        client.setQueryData(templateQuery(id).queryKey, saved);
        void client.invalidateQueries({ queryKey: ['templates'] });
        return null;
      }}
    />
  );
}
