import { namedFields } from '@parley/contract/contact-fields';
import type { TimelineEntry, TimelineKind } from '@parley/contract/timeline';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileInput, Megaphone, MessageSquare, PencilLine, ShieldCheck, StickyNote } from 'lucide-react';
import { useState, type MouseEvent, type ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useEvents } from '#lib/realtime';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { useConsentName } from './contact-consents.tsx';
import { useContactTexts } from './contact-texts.ts';
import { timelineQuery } from './timeline-query.ts';

const kinds: readonly TimelineKind[] = ['message', 'campaign', 'consent', 'change', 'import'];

/** What happened with a person, newest first, by kind. */
export function ContactTimeline({ contactId }: { contactId: string }) {
  const t = useContactTexts();
  const client = useQueryClient();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const query = useInfiniteQuery(timelineQuery(contactId, kind));
  useEvents(['message.received', 'message.created', 'contact.updated', 'contact.opted_out'], ({ payload }) => {
    if ('contactId' in payload && payload.contactId === contactId)
      void client.invalidateQueries({ queryKey: ['timeline', contactId] });
  });
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-label={t('timeline')} className="flex flex-col gap-2">
      <div role="group" aria-label={t('kinds')} className="flex flex-wrap gap-1">
        {[null, ...kinds].map((one) => (
          <Button
            key={one ?? 'all'}
            size="small"
            variant="ghost"
            aria-pressed={kind === one}
            onClick={() => setKind(one)}
          >
            {one === null ? t('all') : t(`kind_${one}`)}
          </Button>
        ))}
      </div>
      {query.isPending && <SkeletonRows count={5} />}
      {query.isError && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {query.isSuccess && entries.length === 0 && (
        <p className="py-4 text-text-3">{kind === null ? t('nothing') : t('nothing_such')}</p>
      )}
      {query.hasNextPage && (
        <span>
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('earlier')}
          </Button>
        </span>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const format = useFormat();
  const { icon, title, text, state } = useWords(entry);
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 border-b py-2 last:border-b-0">
      <span className="pt-px text-text-3">{icon}</span>
      <span className="min-w-0">
        <span className="text-text-2">{title}</span>
        {state && <span className="text-text-3"> · {state}</span>}
        {text && (
          <span className="mt-0.5 line-clamp-4 block text-14 leading-msg break-words whitespace-pre-line">{text}</span>
        )}
      </span>
      <time dateTime={entry.at} className="text-12 text-text-3">
        {format.dateTime(entry.at)}
      </time>
    </li>
  );
}

/** To a page of another feature. */
function To({ href, children }: { href: string; children: ReactNode }) {
  const navigate = useNavigate();
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ href });
  };
  return (
    <a href={href} onClick={open} className="hover:underline">
      {children}
    </a>
  );
}

interface Words {
  readonly icon: ReactNode;
  readonly title: ReactNode;
  readonly text?: string;
  readonly state?: string | null;
}

function useWords(entry: TimelineEntry): Words {
  const t = useContactTexts();
  const nameOf = useConsentName();
  const who = (actor: { kind: string; name: string | null }): string =>
    actor.name ?? (actor.kind === 'api_key' ? t('a_key') : t('system'));
  switch (entry.kind) {
    case 'message': {
      const author = entry.author ?? t('somebody');
      const channel = entry.channel.name;
      const title =
        entry.direction === 'in'
          ? t('wrote', { channel })
          : entry.direction === 'note'
            ? t('noted', { who: author })
            : t('answered', { who: author, channel });
      return {
        icon: entry.direction === 'note' ? <StickyNote aria-hidden /> : <MessageSquare aria-hidden />,
        title: <To href={`/inbox/${entry.conversationId}`}>{title}</To>,
        text: entry.text,
        state: entry.state && t(`state_${entry.state}`),
      };
    }
    case 'campaign':
      return {
        icon: <Megaphone aria-hidden />,
        title: <To href={`/campaigns/${entry.campaign.id}`}>{t('sent_campaign', { name: entry.campaign.name })}</To>,
        text: entry.text,
        state: entry.state && t(`state_${entry.state}`),
      };
    case 'consent': {
      const network = nameOf(entry.network ?? 'any');
      const basis = entry.basis ? t(`basis_${entry.basis as 'consent'}`) : '';
      const title =
        entry.change === 'opted_out'
          ? t('consent_opted_out')
          : entry.change === 'withdrawn'
            ? t('consent_withdrawn', { network })
            : t('consent_recorded', { network, basis });
      return {
        icon: <ShieldCheck aria-hidden />,
        title: t('by', { what: title, who: entry.source ?? who(entry.actor) }),
      };
    }
    case 'change':
      return {
        icon: <PencilLine aria-hidden />,
        title: t('by', { what: changeWords(entry, t), who: who(entry.actor) }),
      };
    case 'import':
      return { icon: <FileInput aria-hidden />, title: t(`import_${entry.outcome}`, { file: entry.fileName }) };
  }
}

const listFields: Readonly<Record<string, 'phones_field' | 'emails_field' | 'attributes_field' | 'tags_field'>> = {
  phones: 'phones_field',
  emails: 'emails_field',
  attributes: 'attributes_field',
  tags: 'tags_field',
};
function changeWords(entry: TimelineEntry & { kind: 'change' }, t: ReturnType<typeof useContactTexts>): string {
  if (entry.action === 'contact.merged') return t('merged');
  if (entry.action === 'contact.merge_undone') return t('merge_undone');
  if (entry.action === 'contact.created') return t('created');
  const names = entry.fields.flatMap((field) => {
    const list = listFields[field];
    if (list) return [t(list)];
    if (field === 'ownerId') return [t('owner').toLowerCase()];
    const named = namedFields.find((one) => one === field);
    return named ? [t(named).toLowerCase()] : [];
  });
  return t('updated', { fields: names.join(', ') });
}
