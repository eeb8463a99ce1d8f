import type { Template } from '@parley/contract/templates';
import { History, Send } from 'lucide-react';
import { useCan } from '#lib/me';
import { useIsNarrow } from '#lib/use-media';
import { Button, IconButton } from '#ui/button';
import type { MenuItem } from '#ui/menu';
import { useEditorTexts } from './editor-texts.ts';
import { TemplateMenu } from './template-menu.tsx';

export type EditorDialog = 'test' | 'versions';

/** What can be done with the text, in one row; on a phone all but the saving stands in the menu, which a new one has not yet. */
export function EditorActions({
  template,
  isDirty,
  isSaving,
  isForCampaign,
  lack,
  untestable,
  onOpen,
  onSave,
}: {
  /** Null: a new one. */
  template: Template | null;
  isDirty: boolean;
  isSaving: boolean;
  isForCampaign: boolean;
  /** What is missing before it can be saved, and before it can be tried. */
  lack: string | null;
  untestable: string | null;
  onOpen: (dialog: EditorDialog) => void;
  onSave: () => void;
}) {
  const e = useEditorTexts();
  const can = useCan();
  const isNarrow = useIsNarrow();
  const isInMenu = isNarrow && template !== null;
  const mayTest = can('campaigns:send');
  const hidden: MenuItem[] = [
    ...(mayTest ? [{ label: e('test'), disabledReason: untestable, onSelect: () => onOpen('test') }] : []),
    { label: e('versions'), onSelect: () => onOpen('versions') },
  ];
  return (
    <>
      <span role="status" className="text-12 text-text-3">
        {isDirty ? e('unsaved') : template && e('saved')}
      </span>
      {template && !isNarrow && (
        <IconButton label={e('versions')} icon={<History aria-hidden />} onClick={() => onOpen('versions')} />
      )}
      {mayTest && !isNarrow && (
        <Button icon={<Send aria-hidden />} disabledReason={untestable} onClick={() => onOpen('test')}>
          {e('test')}
        </Button>
      )}
      {can('templates:write') && (
        <Button
          variant="primary"
          shortcut="templates.save"
          busy={isSaving}
          disabledReason={lack ?? (isDirty ? null : e('saved'))}
          onClick={onSave}
        >
          {e(isForCampaign ? 'save_and_back' : 'save')}
        </Button>
      )}
      {template && <TemplateMenu template={template} extra={isInMenu ? hidden : []} />}
    </>
  );
}
