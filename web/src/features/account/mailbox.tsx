import type { KeptMail } from '@parley/contract/mail';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { MailOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api, type Page } from '#lib/api';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { MailFrame } from '#ui/mail-frame';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Segments } from '#ui/tabs';
import { useTexts } from './settings-texts.ts';

const pageSize = 25;
/** No event tells of a mail: it belongs to no organization. So the newest is asked for, while the page is looked at. */
const pollMilliseconds = 1_000;

/** Without a mail server: what would have been mailed, newest first, as it comes. For the root of the installation. */
export function Mailbox() {
  const t = useTexts();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useMails();
  const mails = data?.pages.flatMap((page) => page.data);
  return (
    <>
      <p className="py-3 text-text-2">{t('mailbox_hint')}</p>
      {error && !mails ? (
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      ) : !mails ? (
        <SkeletonRows count={4} />
      ) : mails.length === 0 ? (
        <EmptyState flush icon={<MailOpen aria-hidden />} title={t('mailbox_empty')}>
          {t('mailbox_empty_text')}
        </EmptyState>
      ) : (
        <ul>
          {mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('mailbox_more')}
        </Button>
      )}
    </>
  );
}

function useMails() {
  const mails = useInfiniteQuery({
    queryKey: ['mailbox', 'list'],
    queryFn: ({ pageParam }) => api.get<Page<KeptMail>>('/mailbox', { query: { limit: pageSize, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });
  const { refetch } = mails;
  const known = mails.data && (mails.data.pages[0]?.data[0]?.id ?? null);
  const { data: newest } = useQuery({
    queryKey: ['mailbox', 'newest'],
    queryFn: async () => (await api.get<Page<KeptMail>>('/mailbox', { query: { limit: 1 } })).data[0]?.id ?? null,
    enabled: known !== undefined,
    staleTime: 0,
    refetchInterval: pollMilliseconds,
  });
  // Asked once for each mail that is not on the screen yet.
  useEffect(() => {
    if (newest !== undefined && known !== undefined && newest !== known) void refetch();
  }, [newest, known, refetch]);
  return mails;
}

/** As text, in which only addresses of this installation become links; or as it looks, in which nothing leads anywhere. */
function MailRow({ mail }: { mail: KeptMail }) {
  const t = useTexts();
  const format = useFormat();
  const [view, setView] = useState<'text' | 'looks'>('text');
  return (
    <li className="border-b py-4 first:border-t">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-medium">{mail.subject}</h2>
        <time className="text-12 text-text-3" dateTime={mail.createdAt}>
          {format.dateTime(mail.createdAt)}
        </time>
      </div>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 text-12 break-words text-text-3">{t('to', { address: mail.address })}</p>
        <Segments
          label={t('mail_view', { subject: mail.subject })}
          value={view}
          onChange={setView}
          options={[
            { value: 'text', label: t('mail_text') },
            { value: 'looks', label: t('mail_looks') },
          ]}
        />
      </div>
      {view === 'looks' ? (
        <MailFrame html={mail.html} title={mail.subject} />
      ) : (
        <p className="max-w-[72ch] text-14 leading-msg break-words whitespace-pre-wrap">
          {mail.text.split(/(https?:\/\/\S+)/).map((part, index) => (
            <MailPart key={index} text={part} />
          ))}
        </p>
      )}
    </li>
  );
}

function MailPart({ text }: { text: string }) {
  if (!/^https?:\/\/\S+$/.test(text) || !URL.canParse(text)) return text;
  const { pathname, hash } = new URL(text);
  // `//host` would lead elsewhere.
  if (pathname.startsWith('//')) return text;
  return (
    <a href={pathname + hash} className="link">
      {text}
    </a>
  );
}
