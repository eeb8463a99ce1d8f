import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TemplateCategory } from '@parley/contract/templates';
import { clsx } from 'clsx';
import { MoreHorizontal, Plus } from 'lucide-react';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Button, IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { Select } from '#ui/select';
import { categoriesQuery, type TemplateFilter } from './template-queries.ts';
import { useTexts } from './texts.ts';

type Asked =
  | { kind: 'name'; category: TemplateCategory | null }
  | { kind: 'delete'; category: TemplateCategory }
  | null;

/** A flat list that narrows the templates; on a phone a row to swipe. */
export function CategoryPanel({
  filter,
  onFilter,
}: {
  filter: TemplateFilter;
  onFilter: (next: TemplateFilter) => void;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  const can = useCan();
  const categories = useQuery(categoriesQuery);
  const [asked, setAsked] = useState<Asked>(null);
  const all = categories.data?.data ?? [];
  return (
    <nav
      aria-label={t('categories')}
      className="flex shrink-0 gap-1 overflow-x-auto border-b p-2 md:w-52 md:flex-col md:overflow-y-auto md:border-r md:border-b-0"
    >
      <Entry filter={filter} id={null} name={t('all')} />
      {all.map((category) => (
        <Entry
          key={category.id}
          filter={filter}
          id={category.id}
          name={category.name}
          count={category.templateCount}
          menu={
            can('templates:write') && (
              <Menu
                trigger={
                  <IconButton
                    label={t('category_actions', { name: category.name })}
                    icon={<MoreHorizontal aria-hidden />}
                    size="small"
                  />
                }
                items={[
                  { label: t('rename'), onSelect: () => setAsked({ kind: 'name', category }) },
                  { label: ui('delete'), danger: true, onSelect: () => setAsked({ kind: 'delete', category }) },
                ]}
              />
            )
          }
        />
      ))}
      {all.length > 0 && <Entry filter={filter} id="none" name={t('uncategorised')} />}
      {can('templates:write') && (
        <Button
          variant="ghost"
          size="small"
          className="justify-start"
          icon={<Plus aria-hidden />}
          onClick={() => setAsked({ kind: 'name', category: null })}
        >
          {t('add_category')}
        </Button>
      )}
      {asked?.kind === 'name' && <NameDialog category={asked.category} onClose={() => setAsked(null)} />}
      {asked?.kind === 'delete' && (
        <DeleteDialog
          category={asked.category}
          others={all.filter(({ id }) => id !== asked.category.id)}
          onClose={(deleted) => {
            setAsked(null);
            if (deleted && filter.categoryId === asked.category.id) onFilter({});
          }}
        />
      )}
    </nav>
  );
}

function Entry({
  filter,
  id,
  name,
  count,
  menu,
}: {
  filter: TemplateFilter;
  id: string | null;
  name: string;
  count?: number;
  menu?: React.ReactNode;
}) {
  const format = useFormat();
  const { categoryId, ...rest } = filter;
  const isCurrent = (categoryId ?? null) === id;
  return (
    <div
      className={clsx(
        'relative flex h-8 shrink-0 items-center gap-2 rounded-6 pr-1 pl-2 md:w-full',
        isCurrent ? 'bg-hover font-medium' : 'text-text-2 hover:bg-hover',
      )}
    >
      <Link
        to="/templates"
        search={id === null ? rest : { ...rest, categoryId: id }}
        aria-current={isCurrent ? 'page' : undefined}
        className="min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        {name}
      </Link>
      {count !== undefined && <span className="num text-12 text-text-3">{format.number(count)}</span>}
      {menu && <span className="relative">{menu}</span>}
    </div>
  );
}

function NameDialog({ category, onClose }: { category: TemplateCategory | null; onClose: () => void }) {
  const t = useTexts();
  const ui = useUiTexts();
  const client = useQueryClient();
  const [name, setName] = useState(category?.name ?? '');
  const save = useMutation({
    mutationFn: () =>
      category === null
        ? api.post('/template-categories', { name: name.trim() })
        : api.patch(`/template-categories/${category.id}`, { name: name.trim() }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['templates', 'categories'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={category === null ? t('add_category') : t('rename')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabledReason={name.trim() === '' ? t('category_name') : null}
            onClick={() => save.mutate()}
          >
            {ui('save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !save.isPending) save.mutate();
        }}
      >
        <Field label={t('category_name')} error={save.error?.message}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function DeleteDialog({
  category,
  others,
  onClose,
}: {
  category: TemplateCategory;
  others: readonly TemplateCategory[];
  onClose: (deleted: boolean) => void;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  const client = useQueryClient();
  const [moveTo, setMoveTo] = useState('none');
  const isEmpty = category.templateCount === 0;
  const remove = useMutation({
    mutationFn: () => api.delete(`/template-categories/${category.id}`, { query: isEmpty ? {} : { moveTo } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['templates'] });
      onClose(true);
    },
    onError: (error) => {
      // Somebody put a template in meanwhile: the count is read again, and asks where it goes.
      if (!(error instanceof ApiError)) throw error;
      void client.invalidateQueries({ queryKey: ['templates', 'categories'] });
    },
  });
  return (
    <Confirm
      open
      onClose={() => onClose(false)}
      danger
      title={t('delete_category', { name: category.name })}
      action={ui('delete')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>{isEmpty ? t('delete_empty') : t('delete_move', { count: category.templateCount })}</p>
      {!isEmpty && (
        <Field label={t('move_to')} error={remove.error?.message}>
          {(control) => (
            <Select
              {...control}
              value={moveTo}
              onChange={setMoveTo}
              options={[
                { value: 'none', label: t('uncategorised') },
                ...others.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
        </Field>
      )}
    </Confirm>
  );
}
