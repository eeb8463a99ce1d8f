import type { Conversation } from '@parley/contract/conversations';
import { useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import type { ContextToggle } from './inbox-page.tsx';
import { contextQuery } from './queries.ts';
import { ThreadHeader, type PickerKind } from './thread-header.tsx';
import { ThreadPane, type ThreadHandle } from './thread-pane.tsx';
import type { Deeds } from './use-deeds.ts';
import type { Known } from './use-known.ts';
import type { Place } from './use-place.ts';

export interface OpenThreadProps {
  readonly conversation: Conversation;
  readonly place: Place;
  readonly known: Known;
  readonly deeds: Deeds;
  readonly isNarrow: boolean;
  readonly context: ContextToggle;
  readonly onPick: (kind: PickerKind) => void;
  readonly onUnread: () => void;
  readonly ref: Ref<ThreadHandle>;
}

/** The conversation that is open, under its header. */
export function OpenThread(props: OpenThreadProps) {
  const { conversation, place, known, deeds, isNarrow, context, onPick, onUnread, ref } = props;
  const beside = useQuery(contextQuery(conversation.id));
  return (
    <ThreadPane
      ref={ref}
      conversation={conversation}
      members={known.members}
      names={known.names}
      optedOut={Boolean(beside.data?.optedOut)}
      jump={{ target: place.target, words: place.search.q ?? '', onTarget: place.show }}
      onClose={deeds.close}
      header={
        <ThreadHeader
          {...{ conversation, isNarrow, onPick }}
          names={known.names}
          labels={known.labelsById}
          isContextOpen={context.isOpen}
          onBack={() => place.goTo(null)}
          onContext={context.toggle}
          onClose={deeds.close}
          onReopen={deeds.reopen}
          onUnread={onUnread}
        />
      }
    />
  );
}
