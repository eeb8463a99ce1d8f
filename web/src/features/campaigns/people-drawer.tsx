import { useInfiniteQuery } from '@tanstack/react-query';
import type { Campaign, Recipient } from '@parley/contract/campaigns';
import { ChevronRight, Download } from 'lucide-react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { Drawer } from '#ui/dialog';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Segments } from '#ui/tabs';
import { VirtualList } from '#ui/virtual-list';
import { recipientsQuery, type RecipientFilter } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';
import { exclusionName, reasonName, useReasonTexts } from './reason-texts.ts';
import { RecipientDetails } from './recipient-details.tsx';
import { useTexts } from './texts.ts';
import { useExport } from './use-export.ts';

/** Of the address: whose people, for which reason, and whom of them. */
export interface Shown {
  readonly people?: string;
  readonly reason?: string;
  readonly contact?: string;
  /** Only those whose last attempt went through this channel. */
  readonly channel?: string;
}

/** Two of the numbers stand for two states each: the drawer lets one choose. */
const pairs: Readonly<Record<string, readonly string[]>> = {
  failed: ['failed', 'expired'],
  expired: ['failed', 'expired'],
  skipped: ['left_out', 'skipped'],
  left_out: ['left_out', 'skipped'],
};

/** What a channel has delivered was partly read. */
const pairsOfChannel: typeof pairs = { ...pairs, delivered: ['delivered', 'read'], read: ['delivered', 'read'] };

function withoutContact({ contact: _contact, ...rest }: Shown): Shown {
  return rest;
}

function filterOf({ channel, ...shown }: Shown): RecipientFilter {
  return { ...stateFilterOf(shown), ...(channel !== undefined && { channelId: channel }) };
}

function stateFilterOf({ people = '', reason }: Shown): RecipientFilter {
  if (people === 'sent') return {};
  if (people === 'left_out') return { exclusion: 'any' };
  if (people === 'opted_out' || people === 'any') return { reply: people };
  return { state: people, ...(reason !== undefined && { reason }) };
}

/** The people behind a number. */
export function PeopleDrawer({
  campaign: { id, network, channels },
  shown,
  onShow,
}: {
  campaign: Campaign;
  shown: Shown;
  onShow: (next: Shown) => void;
}) {
  const t = useTexts();
  const l = useLiveTexts();
  const r = useReasonTexts();
  const can = useCan();
  const exporting = useExport(id);
  const { people, reason, contact, channel } = shown;
  const through = channels.find((one) => one.id === channel);
  const filter = filterOf(shown);
  const title =
    people === 'left_out'
      ? l('left_out_before')
      : people === 'opted_out'
        ? t('cell_opted')
        : people === 'sent'
          ? l('sent')
          : t(`state_${people ?? 'queued'}` as 'state_queued');
  const pair = people ? (channel === undefined ? pairs : pairsOfChannel)[people] : undefined;
  const description =
    reason !== undefined ? reasonName(r, reason, network) : through && l('through_channel', { name: through.name });
  return (
    <Drawer
      open={people !== undefined}
      onClose={() => onShow({})}
      title={title}
      {...(description !== undefined && { description })}
      footer={
        can('campaigns:export') &&
        contact === undefined && (
          <Button icon={<Download aria-hidden />} busy={exporting.isPending} onClick={() => exporting.mutate(filter)}>
            {l('csv')}
          </Button>
        )
      }
    >
      {contact !== undefined ? (
        <RecipientDetails id={id} network={network} contactId={contact} onBack={() => onShow(withoutContact(shown))} />
      ) : (
        <div className="-m-4 flex h-[calc(100%+32px)] flex-col">
          {pair && reason === undefined && (
            <div className="border-b px-4 py-2">
              <Segments
                label={l('what')}
                value={people!}
                onChange={(next) => onShow({ people: next, ...(channel !== undefined && { channel }) })}
                options={pair.map((value) => ({
                  value,
                  label:
                    value === 'left_out'
                      ? l('left_out_before')
                      : value === 'skipped'
                        ? l('skipped_while')
                        : t(`state_${value}` as 'state_failed'),
                }))}
              />
            </div>
          )}
          <PeopleList
            id={id}
            network={network}
            filter={filter}
            onOpen={(next) => onShow({ ...shown, contact: next })}
          />
        </div>
      )}
    </Drawer>
  );
}

function PeopleList({
  id,
  network,
  filter,
  onOpen,
}: {
  id: string;
  network: string;
  filter: RecipientFilter;
  onOpen: (contactId: string) => void;
}) {
  const l = useLiveTexts();
  const list = useInfiniteQuery(recipientsQuery(id, filter));
  const people = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonRows count={8} height="h-12" />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (people.length === 0) return <EmptyState title={l('drawer_empty')}>{l('drawer_empty_text')}</EmptyState>;
  return (
    <VirtualList
      items={people}
      rowHeight={52}
      keyOf={(person) => person.contactId}
      label={l('details')}
      renderRow={(person) => <Person person={person} network={network} onOpen={() => onOpen(person.contactId)} />}
      onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
      footer={<p className="px-4 py-3 text-12 text-text-3">{l('drawer_settling')}</p>}
    />
  );
}

function Person({ person, network, onOpen }: { person: Recipient; network: string; onOpen: () => void }) {
  const r = useReasonTexts();
  const l = useLiveTexts();
  const format = useFormat();
  const why =
    person.exclusion !== null
      ? exclusionName(r, person.exclusion, network)
      : person.reason && reasonName(r, person.reason, network);
  const reply =
    person.reply && l(person.reply.optedOut ? 'opted_out_at' : 'answered', { time: format.when(person.reply.at) });
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-full w-full items-center gap-3 border-b px-4 text-left hover:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{person.displayName}</span>
        <span className="num block truncate text-12 text-text-3">
          {[network === 'sms' && person.address && format.phone(person.address), why, reply]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      {person.settledAt && (
        <time dateTime={person.settledAt} className="text-12 text-text-3">
          {format.when(person.settledAt)}
        </time>
      )}
      <ChevronRight aria-hidden className="text-text-3" />
    </button>
  );
}
