/** Which conversations a list shows: kept in the address, sent to the server, and decided again for each event. */
import type { Conversation, ConversationView } from '@parley/contract/conversations';

export interface ListView {
  readonly view: ConversationView;
  readonly channelId?: string;
  readonly labelId?: string;
  /** `none`, `me` or a member's id. */
  readonly assignee?: string;
  readonly q?: string;
}

/** What stands in the address; the usual view is left out. */
export interface InboxSearch {
  readonly view?: ConversationView;
  readonly channel?: string;
  readonly label?: string;
  readonly assignee?: string;
  readonly q?: string;
  /** The message that is shown in the open conversation. */
  readonly message?: string;
}

const views: readonly ConversationView[] = ['mine_unassigned', 'mine', 'unassigned', 'all', 'snoozed', 'resolved'];
export const usualView: ConversationView = 'mine_unassigned';

export function parseSearch(search: Record<string, unknown>): InboxSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const view = views.find((each) => each === search['view']);
  const found = {
    view: view === usualView ? undefined : view,
    channel: text('channel'),
    label: text('label'),
    assignee: text('assignee'),
    q: text('q'),
    message: text('message'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export function viewOf({ view, channel, label, assignee, q }: InboxSearch): ListView {
  return {
    view: view ?? usualView,
    ...(channel && { channelId: channel }),
    ...(label && { labelId: label }),
    ...(assignee && { assignee }),
    ...(q && q.trim().length > 1 && { q: q.trim() }),
  };
}

/** Whether a conversation belongs into a list. Of a search only the server knows. */
export function belongs(conversation: Conversation, list: ListView, me: string | null): boolean {
  const { status, assigneeId } = conversation;
  const isMine = assigneeId !== null && assigneeId === me;
  const inView: Record<ConversationView, boolean> = {
    mine: status === 'open' && isMine,
    unassigned: status === 'open' && assigneeId === null,
    mine_unassigned: status === 'open' && (isMine || assigneeId === null),
    all: status === 'open',
    snoozed: status === 'snoozed',
    resolved: status === 'resolved',
  };
  const wanted = list.assignee === 'me' ? me : list.assignee === 'none' ? null : list.assignee;
  return (
    inView[list.view] &&
    (list.channelId === undefined || list.channelId === conversation.channelId) &&
    (list.labelId === undefined || conversation.labelIds.includes(list.labelId)) &&
    (wanted === undefined || wanted === assigneeId)
  );
}
