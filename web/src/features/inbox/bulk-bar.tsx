import { AlarmClock, Check, MailOpen, RotateCcw, Tag, UserRound, X } from 'lucide-react';
import { IconButton } from '#ui/button';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';

/** What is done with the chosen rows. */
export function BulkBar({
  count,
  isClosed,
  onClose,
  onReopen,
  onPick,
  onRead,
  onClear,
}: {
  count: number;
  /** The list shows closed conversations. */
  isClosed: boolean;
  onClose: () => void;
  onReopen: () => void;
  onPick: (kind: PickerKind) => void;
  onRead: () => void;
  onClear: () => void;
}) {
  const t = useTexts();
  return (
    <div
      role="toolbar"
      aria-label={t('selected', { count })}
      className="absolute inset-x-2 bottom-2 z-20 flex h-11 items-center gap-0.5 rounded-8 border border-border-soft bg-surface pr-1 pl-3 shadow-overlay enter-popover"
    >
      <span role="status" className="num mr-auto font-medium">
        {t('selected', { count })}
      </span>
      {isClosed ? (
        <IconButton label={t('reopen')} icon={<RotateCcw aria-hidden />} onClick={onReopen} />
      ) : (
        <IconButton label={t('close')} shortcut="inbox.close" icon={<Check aria-hidden />} onClick={onClose} />
      )}
      <IconButton
        label={t('assign')}
        shortcut="inbox.assign"
        icon={<UserRound aria-hidden />}
        onClick={() => onPick('assign')}
      />
      <IconButton
        label={t('snooze')}
        shortcut="inbox.snooze"
        icon={<AlarmClock aria-hidden />}
        onClick={() => onPick('snooze')}
      />
      <IconButton
        label={t('label')}
        shortcut="inbox.label"
        icon={<Tag aria-hidden />}
        onClick={() => onPick('label')}
      />
      <IconButton label={t('mark_read')} icon={<MailOpen aria-hidden />} onClick={onRead} />
      <IconButton label={t('clear_selection')} shortcut="inbox.leave" icon={<X aria-hidden />} onClick={onClear} />
    </div>
  );
}
