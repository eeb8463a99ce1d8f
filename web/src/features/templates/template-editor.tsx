import { useMutation, useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { parseTemplate } from '@parley/contract/template-syntax';
import type { Template, TemplateTarget } from '@parley/contract/templates';
import { Archive, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useActions } from '#lib/shortcuts';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Page, PageBody, PageHeader } from '#ui/page';
import { Select } from '#ui/select';
import { Notice } from '#ui/states';
import { EditorActions, type EditorDialog } from './editor-actions.tsx';
import { useEditorTexts } from './editor-texts.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { targets } from './targets.ts';
import { categoriesQuery } from './template-queries.ts';
import { TestDialog } from './test-dialog.tsx';
import { TextEditor } from './text-editor.tsx';
import { useTexts } from './texts.ts';
import { useLocalDraft, type TemplateDraft } from './use-local-draft.ts';
import { useTemplateChanges } from './use-template-changes.ts';
import { VersionsDrawer } from './versions-drawer.tsx';

interface EditorProps {
  readonly id: string;
  /** Null: a new one. */
  readonly template: Template | null;
  readonly saved: TemplateDraft;
  /** A campaign waits for it. */
  readonly isForCampaign?: boolean;
  /** Saves, and answers where to go afterwards, if anywhere. */
  readonly onSave: (draft: TemplateDraft) => Promise<(() => void) | null>;
}

/** Writes a text with its preview beside it. What is not saved stays in the browser, whatever happens. */
export function TemplateEditor({ id, template, saved, isForCampaign = false, onSave }: EditorProps) {
  const t = useTexts();
  const e = useEditorTexts();
  const { draft, change, discard, isDirty, restoredAt } = useLocalDraft(id, saved);
  const [tried, setTried] = useState(false);
  const [dialog, setDialog] = useState<EditorDialog | null>(null);
  const save = useMutation({ mutationFn: () => onSave(draft), onSuccess: (after) => after?.() });
  const hasFaults = parseTemplate(draft.text).errors.length > 0;
  const lack = lackOf(draft, hasFaults, e);
  const submit = (): void => {
    setTried(true);
    if (lack === null && isDirty && !save.isPending) save.mutate();
  };
  useActions([{ id: 'templates.save', run: submit }]);
  return (
    <Page>
      <PageHeader
        title={draft.name.trim() || t('new_template')}
        crumbs={[{ label: t('templates'), link: { to: '/templates' } }]}
        badge={template && <Badge>{e('version', { version: String(template.version) })}</Badge>}
        meta={template && template.campaignCount > 0 && e('campaigns', { count: template.campaignCount })}
        actions={
          <EditorActions
            template={template}
            isDirty={isDirty}
            isSaving={save.isPending}
            isForCampaign={isForCampaign}
            lack={lack}
            untestable={draft.text.trim() === '' ? e('text_missing') : hasFaults ? e('mend_first') : null}
            onOpen={setDialog}
            onSave={submit}
          />
        }
      />
      <PageBody className="lg:grid lg:grid-cols-[minmax(0,1fr)_320px] lg:overflow-hidden">
        <div className="flex flex-col gap-4 p-4 lg:overflow-y-auto">
          {template?.archivedAt && <ArchivedNotice template={template} />}
          {restoredAt !== null && isDirty && <RestoredNotice at={restoredAt} onDiscard={discard} />}
          <Heading draft={draft} onChange={change} error={save.error} tried={tried} />
          <TextEditor
            value={draft.text}
            onChange={(text) => change({ text })}
            error={tried && draft.text.trim() === '' ? e('text_missing') : faultOf(save.error, 'items')}
          />
        </div>
        <PreviewPanel draft={draft} hasFaults={hasFaults} />
      </PageBody>
      {dialog === 'test' && (
        <TestDialog text={draft.text} target={draft.target as TemplateTarget} onClose={() => setDialog(null)} />
      )}
      {template && (
        <VersionsDrawer
          template={template}
          open={dialog === 'versions'}
          onClose={() => setDialog(null)}
          onRestored={discard}
        />
      )}
      <LeaveGuard isDirty={isDirty && !save.isPending && !save.isSuccess} />
    </Page>
  );
}

function lackOf(draft: TemplateDraft, hasFaults: boolean, e: ReturnType<typeof useEditorTexts>): string | null {
  if (draft.name.trim() === '') return e('name_missing');
  if (draft.text.trim() === '') return e('text_missing');
  return hasFaults ? e('mend_first') : null;
}

/** What the server said of a field; what it said of the whole stands with the name. */
function faultOf(error: Error | null, path: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.errors.find((field) => field.path.startsWith(path))?.message ?? null;
}

function Heading({
  draft,
  onChange,
  error,
  tried,
}: {
  draft: TemplateDraft;
  onChange: (part: Partial<TemplateDraft>) => void;
  error: Error | null;
  tried: boolean;
}) {
  const t = useTexts();
  const e = useEditorTexts();
  const categories = useQuery(categoriesQuery);
  const refused = error instanceof ApiError && error.errors.length === 0 ? error.message : faultOf(error, 'name');
  return (
    <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_160px_176px]">
      <Field label={e('name')} error={tried && draft.name.trim() === '' ? e('name_missing') : refused}>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={e('target')}>
        {(control) => (
          <Select
            {...control}
            value={draft.target}
            onChange={(target) => onChange({ target })}
            options={targets.map((value) => ({ value, label: t(`target_${value}`) }))}
          />
        )}
      </Field>
      <Field label={e('category')}>
        {(control) => (
          <Select
            {...control}
            value={draft.categoryId ?? 'none'}
            onChange={(next) => onChange({ categoryId: next === 'none' ? null : next })}
            options={[
              { value: 'none', label: t('uncategorised') },
              ...(categories.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
    </div>
  );
}

function ArchivedNotice({ template }: { template: Template }) {
  const e = useEditorTexts();
  const { change } = useTemplateChanges(template);
  return (
    <Notice
      tone="info"
      icon={<Archive aria-hidden />}
      action={
        <Button size="small" onClick={() => change.mutate({ archived: false })}>
          {e('unarchive')}
        </Button>
      }
    >
      {e('archived_notice')}
    </Notice>
  );
}

function RestoredNotice({ at, onDiscard }: { at: number; onDiscard: () => void }) {
  const e = useEditorTexts();
  const format = useFormat();
  return (
    <Notice
      tone="info"
      icon={<RotateCcw aria-hidden />}
      action={
        <Button size="small" onClick={onDiscard}>
          {e('discard')}
        </Button>
      }
    >
      {e('restored', { time: format.dateTime(at) })}
    </Notice>
  );
}

function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const e = useEditorTexts();
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, withResolver: true, enableBeforeUnload: false });
  return (
    <Confirm
      open={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      title={e('leave_title')}
      action={e('leave')}
    >
      <p>{e('leave_text')}</p>
    </Confirm>
  );
}
