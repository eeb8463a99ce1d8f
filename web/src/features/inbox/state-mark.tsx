import type { MessageState } from '@parley/contract/conversations';
import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock, type LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';
import { Tooltip } from '#ui/tooltip';
import { useReasons, useThreadTexts } from './thread-texts.ts';

/** `waiting` and `refused` are known to this browser only. */
export type ShownState = MessageState | 'waiting' | 'refused';

const marks: Readonly<Record<ShownState, { Icon: LucideIcon; colour: string }>> = {
  waiting: { Icon: Clock, colour: 'text-text-3' },
  scheduled: { Icon: Clock, colour: 'text-text-3' },
  queued: { Icon: Clock, colour: 'text-text-3' },
  submitting: { Icon: Clock, colour: 'text-text-3' },
  accepted: { Icon: Check, colour: 'text-text-3' },
  delivered: { Icon: CheckCheck, colour: 'text-text-3' },
  read: { Icon: CheckCheck, colour: 'text-info' },
  unknown: { Icon: CircleHelp, colour: 'text-warning' },
  failed: { Icon: CircleAlert, colour: 'text-danger' },
  refused: { Icon: CircleAlert, colour: 'text-danger' },
  expired: { Icon: CircleAlert, colour: 'text-danger' },
  skipped: { Icon: Ban, colour: 'text-text-3' },
  cancelled: { Icon: Ban, colour: 'text-text-3' },
};

export const hasFailed = (state: ShownState | null): boolean =>
  state === 'failed' || state === 'expired' || state === 'refused' || state === 'unknown';

/** Known reasons in words; what a network says of its own stays as it said it. */
export function useReasonText(): (reason: string | null) => string | null {
  const t = useReasons();
  return (reason) => (reason === null ? null : (t as (key: string) => string)(reason));
}

/** How far a message has come: an icon, its name, and why when it has not arrived. */
export function StateMark({ state, reason }: { state: ShownState; reason: string | null }) {
  const t = useThreadTexts();
  const reasonText = useReasonText();
  const { Icon, colour } = marks[state];
  const name = state === 'scheduled' ? t('state_queued') : t(`state_${state}`);
  const why = hasFailed(state) ? reasonText(reason) : null;
  return (
    <Tooltip text={why ? `${name}. ${why}` : name}>
      <Icon role="img" aria-label={why ? `${name}. ${why}` : name} className={clsx('size-3.5!', colour)} />
    </Tooltip>
  );
}
