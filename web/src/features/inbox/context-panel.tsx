import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Contact } from '@parley/contract/contacts';
import type { Conversation, ConversationContext } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { ArrowLeft, Building2, Copy, ExternalLink, Mail, MapPin, Megaphone, PanelRight, Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { useIsNarrow } from '#lib/use-media';
import { Avatar } from '#ui/avatar';
import { Tag } from '#ui/badge';
import { IconButton } from '#ui/button';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { BarHeader } from '#ui/page';
import { ErrorState, Skeleton } from '#ui/states';
import { Tooltip } from '#ui/tooltip';
import { Consents } from './context-consents.tsx';
import { shownName } from './shown-name.ts';
import { contactQuery, contextQuery } from './queries.ts';
import { StateMark } from './state-mark.tsx';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';

/** Who the person is and what else there is about them. */
export function ContextPanel({ conversation, onHide }: { conversation: Conversation; onHide: () => void }) {
  const t = useThreadTexts();
  const all = useTexts();
  const can = useCan();
  const isNarrow = useIsNarrow();
  const contact = useQuery({ ...contactQuery(conversation.contactId), enabled: can('contacts:read') });
  const context = useQuery(contextQuery(conversation.id));
  return (
    <aside aria-label={t('about_person')} className="flex h-full w-full flex-col overflow-y-auto bg-surface">
      <BarHeader inBar="h-12 gap-0.5 pr-2" beside="sticky top-0 z-10 h-12 gap-0.5 border-b bg-surface pr-2 pl-4">
        {isNarrow && (
          <span data-back className="contents">
            <IconButton label={all('hide_context')} icon={<ArrowLeft aria-hidden />} onClick={onHide} />
          </span>
        )}
        <h2 className="flex-1 text-16 font-semibold md:text-13">{t('about_person')}</h2>
        {can('contacts:read') && (
          <Tooltip text={t('open_contact')}>
            <Link
              to="/contacts/$id"
              params={{ id: conversation.contactId }}
              aria-label={t('open_contact')}
              className="grid size-7 place-content-center rounded-6 text-text-2 hover:bg-hover hover:text-text"
            >
              <ExternalLink aria-hidden />
            </Link>
          </Tooltip>
        )}
        {!isNarrow && (
          <IconButton
            size="small"
            label={all('hide_context')}
            shortcut="inbox.context"
            icon={<PanelRight aria-hidden />}
            onClick={onHide}
          />
        )}
      </BarHeader>
      {contact.data ? (
        <Person conversation={conversation} contact={contact.data} />
      ) : contact.isError ? (
        <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
      ) : (
        contact.isFetching && <PersonSkeleton />
      )}
      {contact.data && (
        <Section title={t('consent')}>
          <Consents contact={contact.data} optedOut={context.data?.optedOut ?? null} />
        </Section>
      )}
      {context.data && <Others conversations={context.data.conversations} />}
      {context.data && <Campaigns campaigns={context.data.campaigns} />}
      {context.isError && !context.data && <ErrorState error={context.error} onRetry={() => void context.refetch()} />}
      {contact.data?.notes && (
        <Section title={t('notes_title')}>
          <p className="leading-msg wrap-anywhere whitespace-pre-wrap text-text-2">{contact.data.notes}</p>
        </Section>
      )}
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b px-4 py-3 last:border-b-0">
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Person({ conversation, contact }: { conversation: Conversation; contact: Contact }) {
  const t = useThreadTexts();
  const format = useFormat();
  const name = shownName(conversation, format.phone);
  const place = [contact.city, contact.address].filter(Boolean).join(', ');
  const isPhonePeer = contact.phones.some(({ phone }) => phone === conversation.peer);
  return (
    <section className="border-b px-4 py-3">
      <div className="flex items-center gap-3 pb-3">
        <Avatar name={contact.displayName} size={40} />
        <div className="min-w-0">
          <p className="line-clamp-2 text-14 leading-5 font-semibold wrap-anywhere">
            <bdi>{name}</bdi>
          </p>
          <p className="text-12 text-text-3">{t('since', { date: format.date(contact.createdAt) })}</p>
        </div>
      </div>
      <dl className="flex flex-col gap-1">
        {contact.phones.map(({ phone, label }) => (
          <Fact
            key={phone}
            icon={<Phone aria-hidden />}
            name={t('fact_phone')}
            value={format.phone(phone)}
            copied={phone}
            hint={label ?? (phone === conversation.peer ? networkName(conversation.network as Network) : null)}
          />
        ))}
        {contact.emails.map(({ email, label }) => (
          <Fact
            key={email}
            icon={<Mail aria-hidden />}
            name={t('fact_email')}
            value={email}
            copied={email}
            hint={label}
          />
        ))}
        {!isPhonePeer && (
          <Fact
            icon={<ChannelGlyph network={conversation.network as Network} decorative />}
            name={t('network_address')}
            value={conversation.peer}
            copied={conversation.peer}
            hint={t('network_address')}
          />
        )}
        {place && <Fact icon={<MapPin aria-hidden />} name={t('fact_place')} value={place} />}
        {contact.company && <Fact icon={<Building2 aria-hidden />} name={t('fact_company')} value={contact.company} />}
      </dl>
      {(contact.tags.length > 0 || contact.groups.length > 0) && (
        <div className="flex flex-wrap gap-1.5 pt-3">
          {contact.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {contact.groups.map(({ id, name: group }) => (
            <Tag key={id}>{group}</Tag>
          ))}
        </div>
      )}
    </section>
  );
}

function Fact({
  icon,
  name,
  value,
  copied,
  hint,
}: {
  icon: ReactNode;
  name: string;
  value: string;
  copied?: string;
  hint?: string | null;
}) {
  const t = useThreadTexts();
  const copy = (): void => {
    void navigator.clipboard.writeText(copied ?? value).then(() => toast(t('copied'), { tone: 'success' }));
  };
  return (
    <div className="group relative flex min-h-6 items-start gap-2">
      <dt className="flex h-6 items-center text-text-3">
        {icon}
        <span className="sr-only">{name}</span>
      </dt>
      <dd className="num min-w-0 flex-1 py-0.5 wrap-anywhere">{value}</dd>
      {hint && (
        <dd
          className={clsx(
            'max-w-[45%] shrink-0 truncate py-1 text-12 text-text-3',
            copied !== undefined && 'group-focus-within:invisible group-hover:invisible',
          )}
          title={hint}
        >
          {hint}
        </dd>
      )}
      {copied !== undefined && (
        <dd className="absolute top-0 -right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          <button
            type="button"
            aria-label={t('copy', { what: value })}
            onClick={copy}
            className="grid size-6 place-content-center rounded-4 text-text-3 hover:bg-hover hover:text-text"
          >
            <Copy aria-hidden className="size-3.5!" />
          </button>
        </dd>
      )}
    </div>
  );
}

const item = 'flex min-h-8 min-w-0 items-center gap-2 rounded-6 px-2 -mx-2 hover:bg-hover';

function Others({ conversations }: { conversations: readonly Conversation[] }) {
  const t = useThreadTexts();
  const all = useTexts();
  const format = useFormat();
  if (conversations.length === 0) return null;
  return (
    <Section title={t('other_conversations')}>
      <ul>
        {conversations.map((other) => (
          <li key={other.id}>
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: other.id }}
              search={({ message: _message, ...list }) => list}
              className={item}
            >
              <ChannelGlyph network={other.network as Network} />
              <span className="min-w-0 flex-1 truncate">
                {other.lastMessage?.direction === 'out' && `${all('you')} `}
                {other.lastMessage?.text || other.channelName}
              </span>
              <time dateTime={other.lastMessageAt} className="text-12 text-text-3">
                {format.when(other.lastMessageAt)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Campaigns({ campaigns }: { campaigns: ConversationContext['campaigns'] }) {
  const t = useThreadTexts();
  const format = useFormat();
  const can = useCan();
  if (campaigns.length === 0) return null;
  return (
    <Section title={t('campaigns')}>
      <ul>
        {campaigns.map(({ id, name, state, reason, sentAt, repliedAt }) => {
          const row = (
            <>
              <Megaphone aria-hidden className="text-text-3" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {repliedAt !== null && <span className="text-12 text-success">{t('replied')}</span>}
              <time dateTime={sentAt} className="num text-12 text-text-3">
                {format.when(sentAt)}
              </time>
              <StateMark state={state} reason={reason} />
            </>
          );
          return (
            <li key={id}>
              {can('campaigns:read') ? (
                <Link to="/campaigns/$id" params={{ id }} className={item}>
                  {row}
                </Link>
              ) : (
                <span className={item}>{row}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function PersonSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-3">
        <Skeleton className="size-10" />
        <Skeleton className="h-4 w-40" />
      </div>
      <Skeleton className="h-3 w-48" />
      <Skeleton className="h-3 w-40" />
      <Skeleton className="h-3 w-52" />
    </div>
  );
}
