import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Template } from '@parley/contract/templates';
import { smsParts } from '@parley/contract/sms-text';
import type { Campaign } from '@parley/contract/campaigns';
import { clsx } from 'clsx';
import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { SearchField } from '#ui/search-field';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { templatesQuery } from './campaign-queries.ts';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export function StepTemplate({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  const [search, setSearch] = useState('');
  const templates = useQuery(templatesQuery(search));
  const fitting = (templates.data?.data ?? []).filter(
    ({ target }) => target === 'universal' || target === campaign.network,
  );
  return (
    <>
      <p className="text-text-2">{w('template_hint')}</p>
      <div className="my-3 flex flex-wrap items-center gap-3">
        <SearchField
          className="min-w-48 flex-1 md:max-w-80"
          text={search}
          onChange={setSearch}
          label={w('template_search')}
        />
        {fitting.length > 0 && <NewTemplateLink campaign={campaign} />}
        {campaign.templateId !== null && (
          <Link to="/templates/$id" params={{ id: campaign.templateId }} className="link">
            {w('template_edit')}
          </Link>
        )}
      </div>
      {templates.isPending ? (
        <SkeletonRows count={5} height="h-14" />
      ) : templates.isError ? (
        <ErrorState flush error={templates.error} onRetry={() => void templates.refetch()} />
      ) : fitting.length === 0 ? (
        <EmptyState flush title={w('template_none')} action={<NewTemplateLink campaign={campaign} />}>
          {w('template_none_text')}
        </EmptyState>
      ) : (
        <div role="radiogroup" aria-label={w('template_label')} className="flex flex-col">
          {fitting.map((template) => (
            <Choice
              key={template.id}
              template={template}
              network={campaign.network}
              checked={template.id === campaign.templateId}
              onChoose={() => onChange({ templateId: template.id })}
            />
          ))}
        </div>
      )}
    </>
  );
}

/** Whoever writes one comes back here, with it chosen. */
function NewTemplateLink({ campaign: { id, network } }: { campaign: Campaign }) {
  const w = useWizardTexts();
  return (
    <Link
      to="/templates/new"
      search={{ campaign: id, target: network }}
      className="inline-flex items-center gap-1 link"
    >
      <Plus aria-hidden />
      {w('template_new')}
    </Link>
  );
}

function Choice({
  template,
  network,
  checked,
  onChoose,
}: {
  template: Template;
  network: Campaign['network'];
  checked: boolean;
  onChoose: () => void;
}) {
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
          <span className="num shrink-0 text-12 text-text-3">
            {network === 'sms' ? w('parts', { count: smsParts(text).parts }) : w('characters', { count: text.length })}
          </span>
        </span>
        <span className="line-clamp-2 text-12 text-text-2">{text}</span>
      </span>
    </label>
  );
}
