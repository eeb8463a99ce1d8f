import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { smsParts } from '@parley/contract/sms-text';
import type { Template } from '@parley/contract/templates';
import { FileText, Plus } from 'lucide-react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { Page, PageHeader } from '#ui/page';
import { SearchField } from '#ui/search-field';
import { Select } from '#ui/select';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { VirtualList } from '#ui/virtual-list';
import { CategoryPanel } from './category-panel.tsx';
import { TemplateMenu } from './template-menu.tsx';
import { categoriesQuery, templateListQuery, type TemplateFilter } from './template-queries.ts';
import { targets } from './targets.ts';
import { useTexts } from './texts.ts';

const any = 'any';

interface ListProps {
  readonly filter: TemplateFilter;
  readonly onFilter: (next: TemplateFilter) => void;
}

/** Categories beside the templates in them. */
export function TemplateList({ filter, onFilter }: ListProps) {
  const t = useTexts();
  const can = useCan();
  const create = can('templates:write') && (
    <Link to="/templates/new">
      <Button variant="primary" icon={<Plus aria-hidden />} tabIndex={-1}>
        {t('new_template')}
      </Button>
    </Link>
  );
  return (
    <Page>
      <PageHeader title={t('templates')} actions={create} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <CategoryPanel filter={filter} onFilter={onFilter} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Filters filter={filter} onFilter={onFilter} />
          <Rows filter={filter} onFilter={onFilter} create={create} />
        </div>
      </div>
    </Page>
  );
}

function Filters({ filter, onFilter }: ListProps) {
  const t = useTexts();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
      <SearchField
        className="min-w-40 flex-1 md:max-w-80"
        text={filter.search ?? ''}
        onChange={(search) => onFilter(chosen({ ...filter, search }))}
        label={t('search')}
        action="templates.find"
      />
      <Select
        aria-label={t('target')}
        value={filter.target ?? any}
        onChange={(target) => onFilter(chosen({ ...filter, target }))}
        options={[
          { value: any, label: t('any_target') },
          ...targets.map((value) => ({ value, label: t(`target_${value}`) })),
        ]}
      />
      <Checkbox
        label={t('archived')}
        checked={filter.archived === 'true'}
        onChange={(archived) => onFilter(chosen({ ...filter, archived: archived ? 'true' : '' }))}
      />
    </div>
  );
}

function Rows({ filter, onFilter, create }: ListProps & { create: React.ReactNode }) {
  const t = useTexts();
  const ui = useUiTexts();
  const list = useInfiniteQuery(templateListQuery(filter));
  const templates = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonRows count={8} height="h-14" />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (templates.length === 0) {
    return Object.keys(filter).length > 0 ? (
      <EmptyState title={t('none_found')} action={<Button onClick={() => onFilter({})}>{ui('clear_filters')}</Button>}>
        {t('none_found_text')}
      </EmptyState>
    ) : (
      <EmptyState icon={<FileText aria-hidden />} title={t('none_yet')} action={create}>
        {t('none_yet_text')}
      </EmptyState>
    );
  }
  return (
    <VirtualList
      label={t('list_label')}
      items={templates}
      rowHeight={56}
      keyOf={(template) => template.id}
      renderRow={(template) => <Row template={template} />}
      onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
    />
  );
}

function Row({ template }: { template: Template }) {
  const t = useTexts();
  const format = useFormat();
  const categories = useQuery(categoriesQuery);
  const text = template.items[0]?.text ?? '';
  const category = categories.data?.data.find(({ id }) => id === template.categoryId)?.name;
  return (
    <div className="relative grid h-14 grid-cols-[minmax(0,1fr)_auto_28px] items-center gap-x-3 border-b px-4 hover:bg-hover md:grid-cols-[minmax(0,1fr)_136px_88px_136px_72px_28px]">
      <div className="min-w-0">
        <Link
          to="/templates/$id"
          params={{ id: template.id }}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {template.name}
        </Link>
        <p className="truncate text-12 text-text-3">{text}</p>
      </div>
      <span className="hidden truncate text-text-2 md:block">{category}</span>
      <span className="justify-self-start">
        <Badge>{t(`target_${template.target}`)}</Badge>
      </span>
      <span className="num hidden text-text-2 md:block">
        {template.target === 'sms' || template.target === 'universal'
          ? t('parts', { count: smsParts(text).parts })
          : t('characters', { count: text.length })}
        <span className="block text-12 text-text-3">
          {template.campaignCount === 0 ? t('unused') : t('used', { count: template.campaignCount })}
        </span>
      </span>
      <time dateTime={template.updatedAt} className="hidden text-right text-12 text-text-3 md:block">
        {format.when(template.updatedAt)}
      </time>
      <TemplateMenu template={template} />
    </div>
  );
}

/** What is not chosen is not in the address. */
function chosen(filter: TemplateFilter): TemplateFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value && value !== any));
}
