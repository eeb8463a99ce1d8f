import type { Conversation } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { AlarmClock, ArrowLeft, Check, Link2, Mail, MailOpen, PanelRight, RotateCcw, Tag } from 'lucide-react';
import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import { usePresence } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Avatar } from '#ui/avatar';
import { Badge } from '#ui/badge';
import { Button, IconButton } from '#ui/button';
import { ChannelGlyph, type Network } from '#ui/channel-glyph';
import { Menu } from '#ui/menu';
import { BarHeader } from '#ui/page';
import { Tooltip } from '#ui/tooltip';
import { Ellipsis } from 'lucide-react';
import { shownName } from './shown-name.ts';
import { LabelDot } from './label-dot.tsx';
import { useTexts } from './texts.ts';
import { Viewers } from './thread-lines.tsx';

const mostDots = 4;

export type PickerKind = 'assign' | 'snooze' | 'label';

interface HeaderProps {
  readonly conversation: Conversation;
  readonly names: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, Label>;
  readonly isNarrow: boolean;
  readonly isContextOpen: boolean;
  readonly onBack: () => void;
  readonly onContext: () => void;
  readonly onPick: (kind: PickerKind) => void;
  readonly onClose: () => void;
  readonly onReopen: () => void;
  readonly onUnread: () => void;
}

/** Who it is, who has it, and what is done next. */
export function ThreadHeader(props: HeaderProps) {
  const { conversation, names, labels, isNarrow, isContextOpen, onBack, onContext, onPick } = props;
  const t = useTexts();
  const format = useFormat();
  const { viewers } = usePresence(conversation.id);
  const owner = conversation.assigneeId === null ? null : (names.get(conversation.assigneeId) ?? '?');
  const ownerText = owner === null ? t('unassigned') : t('assigned_to', { name: owner });
  return (
    <BarHeader inBar={clsx('h-12 gap-1.5 pr-2', isContextOpen && 'hidden!')} beside="h-12 gap-1.5 border-b px-3 pl-4">
      {isNarrow && (
        <span data-back className="contents">
          <IconButton label={t('back')} icon={<ArrowLeft aria-hidden />} onClick={onBack} />
        </span>
      )}
      <ChannelGlyph network={conversation.network as Network} />
      <h2
        title={shownName(conversation, format.phone)}
        className="ml-1 min-w-0 truncate text-16 font-semibold tracking-[-0.006em]"
      >
        <bdi>{shownName(conversation, format.phone)}</bdi>
      </h2>
      <StatusBadge conversation={conversation} />
      <HeaderLabels labels={conversation.labelIds.flatMap((id) => labels.get(id) ?? [])} onPick={onPick} />
      <span className="ml-auto flex shrink-0 items-center gap-1">
        <Viewers people={viewers} />
        <IconButton
          label={`${ownerText}. ${t('assign')}`}
          shortcut="inbox.assign"
          icon={<Avatar name={owner} size={24} />}
          onClick={() => onPick('assign')}
        />
        {!isNarrow && (
          <IconButton
            label={t('snooze')}
            shortcut="inbox.snooze"
            icon={<AlarmClock aria-hidden />}
            onClick={() => onPick('snooze')}
          />
        )}
        <MoreMenu {...props} />
        {!isContextOpen && (
          <IconButton
            label={t('show_context')}
            shortcut="inbox.context"
            icon={<PanelRight aria-hidden />}
            onClick={onContext}
          />
        )}
        <CloseButton {...props} />
      </span>
    </BarHeader>
  );
}

/** The name comes first: labels are dots with their names in the hint, and in the picker that they open. */
function HeaderLabels({ labels, onPick }: { labels: readonly Label[]; onPick: HeaderProps['onPick'] }) {
  const t = useTexts();
  const format = useFormat();
  if (labels.length === 0) return null;
  const names = format.list(labels.map(({ name }) => name));
  return (
    <Tooltip text={names} shortcut="inbox.label">
      <button
        type="button"
        aria-label={`${t('labels')}: ${names}`}
        onClick={() => onPick('label')}
        className="flex h-6 shrink-0 items-center gap-1 rounded-6 px-1.5 hover:bg-hover"
      >
        {labels.slice(0, mostDots).map((label) => (
          <LabelDot key={label.id} label={label} />
        ))}
        {labels.length > mostDots && <span className="num text-12 text-text-3">+{labels.length - mostDots}</span>}
      </button>
    </Tooltip>
  );
}

function StatusBadge({ conversation: { status, snoozedUntil } }: { conversation: Conversation }) {
  const t = useTexts();
  const format = useFormat();
  if (status === 'open') return null;
  if (status === 'resolved') return <Badge icon={<Check aria-hidden />}>{t('closed')}</Badge>;
  return (
    <Badge tone="info" icon={<AlarmClock aria-hidden />}>
      {snoozedUntil === null ? t('snoozed_reply') : t('snoozed_until', { time: format.dateTime(snoozedUntil) })}
    </Badge>
  );
}

function CloseButton({ conversation, isNarrow, onClose, onReopen }: HeaderProps) {
  const t = useTexts();
  if (conversation.status === 'resolved') {
    return (
      <Button icon={<RotateCcw aria-hidden />} shortcut="inbox.close" onClick={onReopen}>
        {t('reopen')}
      </Button>
    );
  }
  if (isNarrow) return <IconButton label={t('close')} icon={<Check aria-hidden />} onClick={onClose} />;
  return (
    <Button icon={<Check aria-hidden />} shortcut="inbox.close" onClick={onClose}>
      {t('close')}
    </Button>
  );
}

function MoreMenu({ conversation, onPick, onUnread, onReopen }: HeaderProps) {
  const t = useTexts();
  const ui = useUiTexts();
  const copyLink = (): void => {
    void navigator.clipboard
      .writeText(`${location.origin}/inbox/${conversation.id}`)
      .then(() => toast(ui('copied'), { tone: 'success' }));
  };
  return (
    <Menu
      trigger={<IconButton label={t('more')} icon={<Ellipsis aria-hidden />} />}
      items={[
        {
          label: t('snooze'),
          icon: <AlarmClock aria-hidden />,
          shortcut: 'inbox.snooze',
          onSelect: () => onPick('snooze'),
        },
        { label: t('label'), icon: <Tag aria-hidden />, shortcut: 'inbox.label', onSelect: () => onPick('label') },
        {
          label: t('mark_unread'),
          icon: conversation.unread > 0 ? <MailOpen aria-hidden /> : <Mail aria-hidden />,
          shortcut: 'inbox.unread',
          onSelect: onUnread,
        },
        ...(conversation.status === 'snoozed'
          ? [{ label: t('reopen'), icon: <RotateCcw aria-hidden />, onSelect: onReopen }]
          : []),
        'line' as const,
        { label: t('copy_link'), icon: <Link2 aria-hidden />, onSelect: copyLink },
      ]}
    />
  );
}
