import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Contact } from '@parley/contract/contacts';
import type { Conversation, ConversationContext } from '@parley/contract/conversations';
import { Building2, Copy, Hash, Mail, MapPin, Megaphone, PanelRight, Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Avatar } from '#ui/avatar';
import { Badge, Tag } from '#ui/badge';
import { IconButton } from '#ui/button';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { ErrorState, Skeleton } from '#ui/states';
import { shownName } from './conversation-row.tsx';
import { contactQuery, contextQuery } from './queries.ts';
import { StateMark } from './state-mark.tsx';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';

/** Who the person is and what else there is about them. */
export function ContextPanel({ conversation, onHide }: { conversation: Conversation; onHide: () => void }) {
  const t = useThreadTexts();
  const all = useTexts();
  const can = useCan();
  const contact = useQuery({ ...contactQuery(conversation.contactId), enabled: can('contacts:read') });
  const context = useQuery(contextQuery(conversation.id));
  return (
    <aside aria-label={t('about_person')} className="flex h-full w-full flex-col overflow-y-auto bg-surface">
      <header className="flex h-12 shrink-0 items-center justify-between border-b pr-2 pl-4">
        <h2 className="text-13 font-semibold">{t('about_person')}</h2>
        <IconButton
          size="small"
          label={all('hide_context')}
          shortcut="inbox.context"
          icon={<PanelRight aria-hidden />}
          onClick={onHide}
        />
      </header>
      {contact.data ? (
        <Person conversation={conversation} contact={contact.data} />
      ) : contact.isError ? (
        <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
      ) : (
        contact.isFetching && <PersonSkeleton />
      )}
      {contact.data && <Consents contact={contact.data} optedOut={context.data?.optedOut ?? null} />}
      {context.data && (
        <>
          <Others conversations={context.data.conversations} />
          <Campaigns campaigns={context.data.campaigns} />
        </>
      )}
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
          <p className="truncate text-14 font-semibold">{name}</p>
          <p className="text-12 text-text-3">{t('since', { date: format.date(contact.createdAt) })}</p>
        </div>
      </div>
      <dl className="flex flex-col gap-1">
        {contact.phones.map(({ phone, label }) => (
          <Fact key={phone} icon={<Phone aria-hidden />} value={format.phone(phone)} copied={phone} hint={label} />
        ))}
        {contact.emails.map(({ email, label }) => (
          <Fact key={email} icon={<Mail aria-hidden />} value={email} copied={email} hint={label} />
        ))}
        {!isPhonePeer && (
          <Fact
            icon={<Hash aria-hidden />}
            value={conversation.peer}
            copied={conversation.peer}
            hint={t('network_address')}
          />
        )}
        {place && <Fact icon={<MapPin aria-hidden />} value={place} />}
        {contact.company && <Fact icon={<Building2 aria-hidden />} value={contact.company} />}
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
  value,
  copied,
  hint,
}: {
  icon: ReactNode;
  value: string;
  copied?: string;
  hint?: string | null;
}) {
  const t = useThreadTexts();
  const copy = (): void => {
    void navigator.clipboard.writeText(copied ?? value).then(() => toast(t('copied'), { tone: 'success' }));
  };
  return (
    <div className="group flex min-h-6 items-center gap-2">
      <dt className="text-text-3">{icon}</dt>
      <dd className="num min-w-0 flex-1 wrap-anywhere">{value}</dd>
      {hint && <dd className="shrink-0 text-12 text-text-3">{hint}</dd>}
      {copied !== undefined && (
        <dd className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
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

function Consents({ contact, optedOut }: { contact: Contact; optedOut: ConversationContext['optedOut'] }) {
  const t = useThreadTexts();
  const format = useFormat();
  return (
    <Section title={t('consent')}>
      {optedOut && (
        <p className="mb-2 rounded-6 bg-warning-soft px-2 py-1.5 text-12 text-warning">
          {t('do_not_write', { date: format.date(optedOut.at), source: optedOut.source })}
        </p>
      )}
      {contact.consents.length === 0 && <p className="text-text-3">{t('consent_none')}</p>}
      <ul className="flex flex-col gap-1.5">
        {contact.consents.map(({ network, basis, recordedAt, withdrawnAt }) => (
          <li key={network} className="flex min-h-5 items-center gap-2">
            {network === 'any' ? (
              <Hash aria-hidden className="text-text-3" />
            ) : (
              <ChannelGlyph network={network} decorative />
            )}
            <span className="flex-1">{network === 'any' ? t('consent_any') : networkName(network)}</span>
            <Badge tone={withdrawnAt === null ? 'success' : 'warning'}>
              {withdrawnAt === null ? t(`basis_${basis}`) : t('withdrawn')} · {format.date(withdrawnAt ?? recordedAt)}
            </Badge>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const item = 'flex min-h-8 min-w-0 items-center gap-2 rounded-6 px-2 -mx-2 hover:bg-hover';

function Others({ conversations }: { conversations: readonly Conversation[] }) {
  const t = useThreadTexts();
  const all = useTexts();
  const format = useFormat();
  return (
    <Section title={t('other_conversations')}>
      {conversations.length === 0 && <p className="text-text-3">{t('others_none')}</p>}
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
  return (
    <Section title={t('campaigns')}>
      {campaigns.length === 0 && <p className="text-text-3">{t('no_campaigns')}</p>}
      <ul>
        {campaigns.map(({ id, name, state, reason, sentAt, repliedAt }) => {
          const row = (
            <>
              <Megaphone aria-hidden className="text-text-3" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {repliedAt !== null && <span className="text-12 text-success">{t('replied')}</span>}
              <time dateTime={sentAt} className="text-12 text-text-3">
                {format.date(sentAt)}
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
