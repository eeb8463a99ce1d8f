import type { Conversation } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { ChevronDown, FileText, Paperclip } from 'lucide-react';
import {
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from 'react';
import { announceTyping } from '#lib/realtime';
import { keyOf } from '#lib/shortcuts';
import { Button, IconButton } from '#ui/button';
import { Kbd } from '#ui/kbd';
import { Menu } from '#ui/menu';
import { Segments } from '#ui/tabs';
import { AttachmentChips } from './attachment-chips.tsx';
import { ComposerNotices } from './composer-notices.tsx';
import type { Draft, DraftControl } from './drafts.ts';
import { LengthCounter } from './length-counter.tsx';
import { useWorkPreferences, workPreferences } from './settings.ts';
import { Suggest } from './suggest.tsx';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';
import type { Attachments } from './use-attachments.ts';
import { type Carries, useChannelTrouble } from './use-carries.ts';
import { useSuggestions, type Suggestions } from './use-suggestions.ts';

export interface ComposerHandle {
  readonly write: (kind: 'reply' | 'note') => void;
}

interface ComposerProps {
  readonly conversation: Conversation;
  readonly name: string;
  readonly control: DraftControl;
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly optedOut: boolean;
  readonly files: Attachments;
  /** What the channel carries, once it is known. */
  readonly carries: Carries | undefined;
  readonly onSend: (andClose: boolean) => void;
  /** Up, out of an empty field. */
  readonly onMessages: () => void;
  readonly ref: Ref<ComposerHandle>;
}

const listId = 'composer-suggestions';

/** Where answers and notes are written. What is typed is kept from the first letter on. */
export function Composer(props: ComposerProps) {
  const { conversation, name, control, members, optedOut, files, carries, onSend, onMessages, ref } = props;
  const { draft, change } = control;
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const isNote = draft.kind === 'note';
  const setText = (text: string): void => {
    change({ text });
    announceTyping(conversation.id, text !== '' && !isNote);
  };
  const replace = (start: number, end: number, by: string): void => {
    setText(draft.text.slice(0, start) + by + draft.text.slice(end));
    requestAnimationFrame(() => {
      field.current?.setSelectionRange(start + by.length, start + by.length);
      setCaret(start + by.length);
    });
  };
  const suggestions = useSuggestions({
    text: draft.text,
    caret,
    kind: draft.kind,
    contactId: conversation.contactId,
    members,
    replace,
  });
  useImperativeHandle(ref, () => ({
    write: (kind) => {
      change({ kind });
      // At once: the next key is a letter of the text already.
      field.current?.focus();
    },
  }));
  const trouble = useChannelTrouble(conversation);
  const blocked = useBlocked(draft, files, carries, trouble);
  const submit = (andClose: boolean): void => {
    if (blocked === null) onSend(andClose);
  };
  return (
    <div className="shrink-0 border-t bg-surface px-3 pt-2 pb-3 md:px-4">
      <ComposerNotices control={control} optedOut={optedOut && !isNote} trouble={isNote ? null : trouble} />
      <div className="flex items-center gap-2 pb-2">
        <KindSwitch kind={draft.kind} onChange={(kind) => change({ kind })} />
        <span className="ml-auto truncate text-12 text-text-3">{conversation.channelName}</span>
      </div>
      <div
        className={clsx(
          'relative rounded-8 border focus-within:border-focus focus-within:ring-1 focus-within:ring-focus',
          isNote ? 'border-note-line bg-note' : 'border-border bg-surface',
        )}
      >
        {suggestions && <SuggestList suggestions={suggestions} />}
        <AttachmentChips
          files={draft.files}
          attachments={files}
          onRemove={(id) => change({ files: draft.files.filter((file) => file.id !== id) })}
        />
        <WritingField
          {...{ field, isNote, name, suggestions, submit, setCaret, onMessages }}
          text={draft.text}
          onText={setText}
          onFiles={files.add}
        />
        <Tools
          {...{ conversation, files, carries, isNote, blocked, submit }}
          text={draft.text}
          isSaved={control.isSaved}
          onTemplate={() => {
            const space = draft.text === '' || /\s$/.test(draft.text) ? '' : ' ';
            replace(draft.text.length, draft.text.length, `${space}/`);
            field.current?.focus();
          }}
        />
      </div>
    </div>
  );
}

/** Why what is written cannot be sent yet; null: it can. */
function useBlocked(
  draft: Draft,
  { uploads }: Attachments,
  carries: Carries | undefined,
  trouble: ReturnType<typeof useChannelTrouble>,
): string | null {
  const t = useThreadTexts();
  if (trouble === 'removed' && draft.kind === 'reply') return t('channel_removed');
  if (uploads.some(({ problem }) => problem === null)) return t('wait_for_files');
  const text = draft.text.trim();
  if (text === '' && (draft.files.length === 0 || draft.kind === 'note')) return t('write_first');
  const most = carries?.maxTextLength ?? Infinity;
  return draft.kind === 'reply' && text.length > most ? t('too_long', { count: text.length - most }) : null;
}

function WritingField({
  field,
  isNote,
  name,
  text,
  suggestions,
  submit,
  setCaret,
  onText,
  onFiles,
  onMessages,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  isNote: boolean;
  name: string;
  text: string;
  suggestions: Suggestions | null;
  submit: (andClose: boolean) => void;
  setCaret: (at: number) => void;
  onText: (text: string) => void;
  onFiles: (files: readonly File[]) => void;
  onMessages: () => void;
}) {
  const t = useThreadTexts();
  useGrowth(field, text);
  return (
    <textarea
      ref={field}
      rows={2}
      dir="auto"
      value={text}
      aria-label={isNote ? t('note_label') : t('reply_label', { name })}
      placeholder={isNote ? t('note_hint') : t('reply_hint')}
      maxLength={10_000}
      {...(suggestions && {
        'aria-autocomplete': 'list' as const,
        'aria-controls': listId,
        'aria-activedescendant': `${listId}-${suggestions.active}`,
      })}
      onChange={(event) => {
        setCaret(event.target.selectionStart);
        onText(event.target.value);
      }}
      onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
      onPaste={(event) => {
        const pasted = [...event.clipboardData.files];
        // Cells of a spreadsheet come as a text and as a picture of it: the text is meant.
        if (pasted.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
        event.preventDefault();
        onFiles(pasted);
      }}
      onKeyDown={(event) => onKeyDown(event, suggestions, { submit, onMessages })}
      className="block max-h-[40dvh] min-h-[60px] w-full resize-none bg-transparent px-3 pt-2 text-14 leading-msg outline-none focus-visible:outline-none"
    />
  );
}

function KindSwitch({ kind, onChange }: { kind: 'reply' | 'note'; onChange: (kind: 'reply' | 'note') => void }) {
  const t = useThreadTexts();
  return (
    <Segments
      label={t('reply_or_note')}
      value={kind}
      onChange={onChange}
      options={(['reply', 'note'] as const).map((value) => ({
        value,
        label: (
          <>
            {t(value)} <Kbd keys={value === 'reply' ? 'inbox.reply' : 'inbox.note'} />
          </>
        ),
      }))}
    />
  );
}

function SuggestList({ suggestions }: { suggestions: Suggestions }) {
  const t = useThreadTexts();
  const isTemplate = suggestions.kind === 'template';
  return (
    <Suggest
      id={listId}
      label={t(isTemplate ? 'templates' : 'note_hint')}
      items={suggestions.items}
      active={suggestions.active}
      empty={isTemplate ? t('templates_none') : t('somebody')}
      onChoose={suggestions.choose}
    />
  );
}

function onKeyDown(
  event: KeyboardEvent<HTMLTextAreaElement>,
  suggestions: Suggestions | null,
  { submit, onMessages }: { submit: (andClose: boolean) => void; onMessages: () => void },
): void {
  if (event.nativeEvent.isComposing) return;
  const key = keyOf(event.nativeEvent);
  if (suggestions) {
    const act: Readonly<Record<string, () => void>> = {
      ArrowDown: () => suggestions.move(1),
      ArrowUp: () => suggestions.move(-1),
      Escape: suggestions.dismiss,
      ...(suggestions.items.length > 0 && {
        Enter: () => suggestions.choose(suggestions.active),
        Tab: () => suggestions.choose(suggestions.active),
      }),
    };
    const action = act[key];
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      action();
      return;
    }
  }
  const { sendKey } = workPreferences();
  if (key === 'mod+Enter' || (key === 'Enter' && sendKey === 'enter')) {
    event.preventDefault();
    submit(false);
  } else if (key === 'mod+shift+Enter') {
    event.preventDefault();
    submit(true);
  } else if (key === 'ArrowUp' && event.currentTarget.value === '') {
    event.preventDefault();
    onMessages();
  } else if (key === 'Escape') {
    // Single keys work again.
    event.preventDefault();
    event.currentTarget.blur();
  }
}

/** As high as its text; the browser does it itself where it can. */
function useGrowth(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}

function Tools({
  conversation,
  files,
  carries,
  isNote,
  blocked,
  submit,
  text,
  isSaved,
  onTemplate,
}: {
  conversation: Conversation;
  files: Attachments;
  carries: Carries | undefined;
  isNote: boolean;
  blocked: string | null;
  submit: (andClose: boolean) => void;
  text: string;
  isSaved: boolean;
  onTemplate: () => void;
}) {
  const t = useThreadTexts();
  const all = useTexts();
  const { sendKey } = useWorkPreferences();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex items-center gap-0.5 p-1">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={files.accept}
        onChange={(event) => {
          files.add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {!isNote && (
        <>
          <IconButton
            size="small"
            label={t('attach')}
            icon={<Paperclip aria-hidden />}
            disabledReason={files.refusal}
            onClick={() => picker.current?.click()}
          />
          <IconButton
            size="small"
            label={t('insert_template')}
            shortcut="Slash"
            icon={<FileText aria-hidden />}
            onClick={onTemplate}
          />
        </>
      )}
      <span className="ml-auto flex min-w-0 items-center gap-3 pr-2 text-12 text-text-3">
        {!isNote && <LengthCounter text={text} network={conversation.network} most={carries?.maxTextLength} />}
        {text !== '' && <span className="hidden truncate sm:inline">{t(isSaved ? 'draft_saved' : 'draft_kept')}</span>}
      </span>
      <span className="flex">
        <Button
          variant="primary"
          shortcut={sendKey === 'enter' ? 'Enter' : 'mod+Enter'}
          disabledReason={blocked}
          onClick={() => submit(false)}
          className={clsx(!isNote && 'rounded-r-none')}
        >
          {t(isNote ? 'save_note' : 'send_reply')}
        </Button>
        {!isNote && (
          <Menu
            trigger={
              <Button
                variant="primary"
                aria-label={t('send_options')}
                icon={<ChevronDown aria-hidden />}
                className="w-7! rounded-l-none border-l-on-accent/30!"
              />
            }
            items={[
              {
                label: all('send_and_close'),
                shortcut: 'mod+shift+Enter',
                disabledReason: blocked,
                onSelect: () => submit(true),
              },
            ]}
          />
        )}
      </span>
    </div>
  );
}
