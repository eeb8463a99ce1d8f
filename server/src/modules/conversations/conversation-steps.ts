import type { ConversationChange, ThreadEvent } from '@parley/contract/conversations';
import type { ConversationUpdate } from './conversations-queries.ts';

/** What a change may ask of a conversation, apart from its labels and the reader's place. */
export type StepChange = Extract<ConversationChange, { kind: 'resolve' | 'reopen' | 'snooze' | 'assign' }>;

export interface ConversationState {
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  /** Messages of the person. */
  readonly inboundCount: number;
}

export interface Step {
  readonly set: ConversationUpdate;
  /** Of the audit log. */
  readonly action: string;
  /** The line in the thread. */
  readonly event: ThreadEvent;
}

/**
 * What it takes to get from a state to what is asked. `same`: it is so already. `kept`: it would put away what the person has
 * written since `seen` of their messages were looked at.
 */
export function stepTo(
  state: ConversationState,
  change: StepChange,
  assigneeName: string | null,
  seen: number | undefined,
): Step | 'same' | 'kept' {
  const isUnseen = seen !== undefined && state.inboundCount > seen;
  if (isUnseen && (change.kind === 'resolve' || change.kind === 'snooze')) return 'kept';
  switch (change.kind) {
    case 'resolve':
      return state.status === 'resolved'
        ? 'same'
        : {
            set: { status: 'resolved', snoozedUntil: null },
            action: 'conversation.resolved',
            event: { type: 'resolved' },
          };
    case 'reopen':
      return state.status === 'open'
        ? 'same'
        : {
            set: { status: 'open', snoozedUntil: null, moved: true },
            action: 'conversation.reopened',
            event: { type: 'reopened' },
          };
    case 'snooze':
      return state.status === 'snoozed' && isSameTime(state.snoozedUntil, change.until)
        ? 'same'
        : {
            set: { status: 'snoozed', snoozedUntil: change.until },
            action: 'conversation.snoozed',
            event: { type: 'snoozed', until: change.until },
          };
    case 'assign':
      return state.assigneeId === change.assigneeId
        ? 'same'
        : {
            set: { assigneeId: change.assigneeId },
            action: 'conversation.assigned',
            event: { type: 'assigned', assigneeId: change.assigneeId, assigneeName },
          };
  }
}

function isSameTime(held: Date | null, wanted: string | null): boolean {
  return held === null || wanted === null ? held === null && wanted === null : held.getTime() === Date.parse(wanted);
}
