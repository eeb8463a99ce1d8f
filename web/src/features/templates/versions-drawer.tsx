import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedTemplate, Template } from '@parley/contract/templates';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { Drawer } from '#ui/dialog';
import { ErrorState, SkeletonRows } from '#ui/states';
import { useEditorTexts } from './editor-texts.ts';
import { templateQuery, versionsQuery } from './template-queries.ts';

/** The history of a template; an old version becomes the current one as a new version. */
export function VersionsDrawer({
  template,
  open,
  onClose,
  onRestored,
}: {
  template: Template;
  open: boolean;
  onClose: () => void;
  onRestored: () => void;
}) {
  const e = useEditorTexts();
  const can = useCan();
  const format = useFormat();
  const client = useQueryClient();
  const versions = useQuery({ ...versionsQuery(template.id), enabled: open });
  const restore = useMutation({
    mutationFn: (version: number) => api.post<SavedTemplate>(`/templates/${template.id}/versions/${version}/restore`),
    onSuccess: (saved) => {
      client.setQueryData(templateQuery(template.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['templates'] });
      onRestored();
      onClose();
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    },
  });
  return (
    <Drawer open={open} onClose={onClose} title={e('versions')} description={e('versions_text')}>
      {versions.isPending && <SkeletonRows count={4} />}
      {versions.isError && <ErrorState flush error={versions.error} onRetry={() => void versions.refetch()} />}
      <ol>
        {versions.data?.data.map(({ version, items, createdAt }) => (
          <li key={version} className="border-b py-3 last:border-0">
            <p className="flex items-center gap-2">
              <Badge>{e('version', { version: String(version) })}</Badge>
              <time dateTime={createdAt} className="text-12 text-text-3">
                {format.dateTime(createdAt)}
              </time>
              {version === template.version ? (
                <span className="ml-auto text-12 text-text-3">{e('current')}</span>
              ) : (
                can('templates:write') && (
                  <Button
                    className="ml-auto"
                    size="small"
                    busy={restore.isPending}
                    onClick={() => restore.mutate(version)}
                  >
                    {e('restore')}
                  </Button>
                )
              )}
            </p>
            <p className="mt-2 leading-msg wrap-anywhere whitespace-pre-wrap">{items[0]?.text}</p>
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
