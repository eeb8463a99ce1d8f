import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Template } from '@parley/contract/templates';
import { smsParts } from '@parley/contract/sms-text';
import { clsx } from 'clsx';
import { Plus, Search } from 'lucide-react';
import { useId, useState } from 'react';
import { useDebounced } from '#lib/use-debounced';
import { Input } from '#ui/input';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { templatesQuery } from './campaign-queries.ts';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export function StepTemplate({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), 250);
  const templates = useQuery(templatesQuery(search));
  const fitting = (templates.data?.data ?? []).filter(
    ({ target }) => target === 'universal' || target === campaign.network,
  );
  return (
    <>
      <p className="text-text-2">{w('template_hint')}</p>
      <div className="my-3 flex flex-wrap items-center gap-3">
        <label className="relative min-w-48 flex-1 md:max-w-80">
          <span className="sr-only">{w('template_search')}</span>
          <Search aria-hidden className="absolute top-2 left-2 text-text-3" />
          <Input
            type="search"
            className="pl-8"
            placeholder={w('template_search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Link to="/templates/new" className="inline-flex items-center gap-1 link">
          <Plus aria-hidden />
          {w('template_new')}
        </Link>
        {campaign.templateId !== null && (
          <Link to="/templates/$id" params={{ id: campaign.templateId }} className="link">
            {w('template_edit')}
          </Link>
        )}
      </div>
      {templates.isPending ? (
        <SkeletonRows count={5} height="h-14" />
      ) : templates.isError ? (
        <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
      ) : fitting.length === 0 ? (
        <EmptyState title={w('template_none')}>{w('template_none_text')}</EmptyState>
      ) : (
        <div role="radiogroup" aria-label={w('template_label')} className="flex flex-col">
          {fitting.map((template) => (
            <Choice
              key={template.id}
              template={template}
              checked={template.id === campaign.templateId}
              onChoose={() => onChange({ templateId: template.id })}
            />
          ))}
        </div>
      )}
    </>
  );
}

function Choice({ template, checked, onChoose }: { template: Template; checked: boolean; onChoose: () => void }) {
  const w = useWizardTexts();
  const id = useId();
  const text = template.items[0]?.text ?? '';
  return (
    <label
      htmlFor={id}
      className={clsx(
        'flex items-start gap-3 rounded-6 border-b px-2 py-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-focus',
        checked && 'bg-accent-soft',
      )}
    >
      <input
        id={id}
        type="radio"
        name="template"
        checked={checked}
        onChange={onChoose}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate font-medium">{template.name}</span>
          <span className="num shrink-0 text-12 text-text-3">{w('parts', { count: smsParts(text).parts })}</span>
        </span>
        <span className="line-clamp-2 text-12 text-text-2">{text}</span>
      </span>
    </label>
  );
}
