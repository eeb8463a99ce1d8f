import { useQuery } from '@tanstack/react-query';
import type { Template } from '@parley/contract/templates';
import { MoreHorizontal } from 'lucide-react';
import { useCan } from '#lib/me';
import { IconButton } from '#ui/button';
import { Menu, type MenuItem } from '#ui/menu';
import { categoriesQuery } from './template-queries.ts';
import { useTexts } from './texts.ts';
import { useTemplateChanges } from './use-template-changes.ts';

/** `extra`: what stands before the rest where there is no room for buttons. */
export function TemplateMenu({ template, extra = [] }: { template: Template; extra?: readonly MenuItem[] }) {
  const t = useTexts();
  const can = useCan();
  const categories = useQuery(categoriesQuery);
  const { change, duplicate } = useTemplateChanges(template);
  if (!can('templates:write') && extra.length === 0) return <span />;
  const isArchived = template.archivedAt !== null;
  const others = (categories.data?.data ?? []).filter(({ id }) => id !== template.categoryId);
  const changes: MenuItem[] = [
    { label: t('duplicate'), onSelect: () => duplicate.mutate() },
    {
      label: isArchived ? t('unarchive') : t('archive'),
      onSelect: () => change.mutate({ archived: !isArchived }),
    },
    ...(others.length > 0 || template.categoryId !== null ? [{ heading: t('into_category') }] : []),
    ...others.map(({ id, name }) => ({ label: name, onSelect: () => change.mutate({ categoryId: id }) })),
    ...(template.categoryId === null
      ? []
      : [{ label: t('uncategorised'), onSelect: () => change.mutate({ categoryId: null }) }]),
  ];
  return (
    <div className="relative">
      <Menu
        trigger={
          <IconButton
            label={t('actions', { name: template.name })}
            icon={<MoreHorizontal aria-hidden />}
            size="small"
          />
        }
        items={can('templates:write') ? [...extra, ...changes] : extra}
      />
    </div>
  );
}
