import type { Group } from '@parley/contract/groups';
import type { ContactImport } from '@parley/contract/imports';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ApiError, api, type Page } from '#lib/api';
import { Button } from '#ui/button';
import { networkName } from '#ui/channel-glyph';
import { Field } from '#ui/field';
import { Input, Textarea } from '#ui/input';
import { Select } from '#ui/select';
import { Segments } from '#ui/tabs';
import { Footer } from './footer.tsx';
import { useTexts } from './texts.ts';
import { useChangeImport } from './use-import.ts';

type Options = ContactImport['options'];
type Way = 'new' | 'existing' | 'none';
const bases = ['consent', 'contract', 'own_list'] as const;
const networks = ['any', 'sms', 'whatsapp', 'telegram', 'email'] as const;
const duplicates = ['skip', 'update', 'create'] as const;

/** The third step: what everybody on the list has in common, and what becomes of those who are known. */
export function PeopleStep({ found }: { found: ContactImport }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { change, error, isSaving } = useChangeImport(found.id);
  const [draft, setDraft] = useState<Draft>(() => draftOf(found));
  const set = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const missing =
    draft.way === 'new' && draft.groupName.trim() === ''
      ? t('group_name')
      : draft.way === 'existing' && !draft.groupId
        ? t('choose_group')
        : null;
  const go = (step: 'columns' | 'run'): void => {
    void change({ options: optionsOf(draft) }).then((isSaved) => {
      if (isSaved) void navigate({ to: '/contacts/imports/$id', params: { id: found.id }, search: { step } });
    });
  };
  return (
    <>
      <div className="grid max-w-[960px] gap-x-10 gap-y-6 lg:grid-cols-2">
        <div className="flex flex-col gap-6">
          <GroupPart draft={draft} set={set} />
          <DuplicatesPart draft={draft} set={set} />
        </div>
        <ConsentPart draft={draft} set={set} />
      </div>
      {error instanceof ApiError && (
        <p role="alert" className="pt-3 text-danger">
          {error.errors[0]?.message ?? error.message}
        </p>
      )}
      <Footer back={() => go('columns')} isSaving={isSaving}>
        <Button variant="primary" disabledReason={missing} busy={isSaving} onClick={() => go('run')}>
          {t('go_on')}
          <ArrowRight aria-hidden />
        </Button>
      </Footer>
    </>
  );
}

interface Draft {
  readonly way: Way;
  readonly groupName: string;
  readonly groupId: string | null;
  readonly tags: string;
  readonly onDuplicate: Options['onDuplicate'];
  readonly basis: (typeof bases)[number] | 'none';
  readonly network: (typeof networks)[number];
  readonly source: string;
  readonly wording: string;
}

function draftOf({ options, fileName }: ContactImport): Draft {
  const { groupId, groupName, consent } = options;
  return {
    way: groupId ? 'existing' : 'new',
    groupName: groupName ?? fileName.replace(/\.\w+$/, ''),
    groupId,
    tags: options.tags.join(', '),
    onDuplicate: options.onDuplicate,
    basis: consent?.basis ?? 'none',
    network: consent?.network ?? 'any',
    source: consent?.source ?? '',
    wording: consent?.wording ?? '',
  };
}

function optionsOf(draft: Draft): Partial<Options> {
  const tags = draft.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const consent = {
    network: draft.network,
    source: draft.source.trim() || null,
    wording: draft.wording.trim() || null,
  };
  return {
    groupId: draft.way === 'existing' ? draft.groupId : null,
    groupName: draft.way === 'new' ? draft.groupName.trim() : null,
    tags: [...new Set(tags)],
    onDuplicate: draft.onDuplicate,
    consent: draft.basis === 'none' ? null : { ...consent, basis: draft.basis },
  };
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-1 text-14 font-semibold">{title}</legend>
      {hint && <p className="text-text-3">{hint}</p>}
      {children}
    </fieldset>
  );
}

function GroupPart({ draft, set }: PartProps) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ['groups', 'choices'],
    queryFn: ({ signal }) => api.get<Page<Group>>('/groups', { query: { limit: 200 }, signal }),
  });
  const groups = data?.data ?? [];
  return (
    <Part title={t('group')}>
      <span>
        <Segments
          label={t('group')}
          value={draft.way}
          onChange={(way) => set({ way })}
          options={[
            { value: 'new', label: t('group_new') },
            ...(groups.length > 0 ? ([{ value: 'existing', label: t('group_existing') }] as const) : []),
            { value: 'none', label: t('group_none') },
          ]}
        />
      </span>
      {draft.way === 'new' && (
        <Field label={t('group_name')}>
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              value={draft.groupName}
              onChange={(event) => set({ groupName: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.way === 'existing' && (
        <Field label={t('group_existing')}>
          {(control) => (
            <Select
              {...control}
              value={draft.groupId}
              placeholder={t('choose_group')}
              onChange={(groupId) => set({ groupId })}
              options={groups.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
      )}
      <Field label={t('tags')} hint={t('tags_hint')} optional={t('optional')}>
        {(control) => <Input {...control} value={draft.tags} onChange={(event) => set({ tags: event.target.value })} />}
      </Field>
    </Part>
  );
}

function DuplicatesPart({ draft, set }: PartProps) {
  const t = useTexts();
  return (
    <Part title={t('duplicates_title')} hint={t('duplicates_hint')}>
      {duplicates.map((one) => (
        <Choice
          key={one}
          name="duplicates"
          checked={draft.onDuplicate === one}
          label={t(one)}
          hint={t(`${one}_hint`)}
          onChoose={() => set({ onDuplicate: one })}
        />
      ))}
    </Part>
  );
}

function Choice({
  name,
  checked,
  label,
  hint,
  onChoose,
}: {
  name: string;
  checked: boolean;
  label: string;
  hint?: string;
  onChoose: () => void;
}) {
  return (
    <label className="flex min-h-6 items-start gap-2">
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <span>
        {label}
        {hint && <span className="block text-12 text-text-3">{hint}</span>}
      </span>
    </label>
  );
}

function ConsentPart({ draft, set }: PartProps) {
  const t = useTexts();
  return (
    <Part title={t('consent')} hint={t('consent_hint')}>
      {(['none', ...bases] as const).map((one) => (
        <Choice
          key={one}
          name="consent"
          checked={draft.basis === one}
          label={one === 'none' ? t('consent_none') : t(`basis_${one}`)}
          onChoose={() => set({ basis: one })}
        />
      ))}
      {draft.basis !== 'none' && (
        <>
          <Field label={t('network')}>
            {(control) => (
              <Select
                {...control}
                value={draft.network}
                onChange={(network) => set({ network })}
                options={networks.map((value) => ({
                  value,
                  label: value === 'any' ? t('network_any') : networkName(value),
                }))}
              />
            )}
          </Field>
          <Field label={t('source')} hint={t('source_hint')} optional={t('optional')}>
            {(control) => (
              <Input
                {...control}
                maxLength={200}
                value={draft.source}
                onChange={(event) => set({ source: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('wording')} optional={t('optional')}>
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                value={draft.wording}
                onChange={(event) => set({ wording: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </Part>
  );
}
