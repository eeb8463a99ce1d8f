import { useQueries, useQuery } from '@tanstack/react-query';
import type { Campaign, CampaignMessages } from '@parley/contract/campaigns';
import { UserSearch } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { Badge } from '#ui/badge';
import { PersonPicker } from '#ui/person-picker';
import { Skeleton } from '#ui/states';
import { messageQuery, messagesQuery, useFoundPeople } from './campaign-queries.ts';
import { useWizardTexts } from './wizard-texts.ts';

type Message = CampaignMessages['messages'][number];

const shownAtFirst = 5;

/** What twenty of them will read, to the letter, and anybody else one asks for. */
export function DryRun({ campaign, limit }: { campaign: Campaign; limit: number | null }) {
  const w = useWizardTexts();
  const messages = useQuery(messagesQuery(campaign.id));
  const [asked, setAsked] = useState<readonly string[]>([]);
  const [all, setAll] = useState(false);
  const own = useQueries({ queries: asked.map((contactId) => messageQuery(campaign.id, contactId)) });
  const people = messages.data?.messages ?? [];
  const chosen = own.flatMap(({ data }) => data?.messages ?? []);
  const shown = [...chosen, ...people.filter(({ contactId }) => !asked.includes(contactId))];
  return (
    <section aria-label={w('dry_run')}>
      <div className="mb-1 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h3 className="text-16 font-semibold">{w('dry_run')}</h3>
        <PersonPicker
          label={w('dry_run_person')}
          trigger={
            <Button size="small" variant="ghost" icon={<UserSearch aria-hidden />}>
              {w('dry_run_person')}
            </Button>
          }
          usePeople={useFoundPeople}
          onChoose={({ id }) => setAsked((before) => [id, ...before.filter((one) => one !== id)])}
        />
      </div>
      {messages.isPending ? (
        <Skeleton className="h-40 w-full" />
      ) : (
        <ul>
          {(all ? shown : shown.slice(0, shownAtFirst + chosen.length)).map((message) => (
            <Line key={message.contactId} message={message} network={campaign.network} limit={limit} />
          ))}
        </ul>
      )}
      {!all && shown.length > shownAtFirst + chosen.length && (
        <Button size="small" variant="ghost" className="mt-1 -ml-2" onClick={() => setAll(true)}>
          {w('dry_run_all', { count: shown.length })}
        </Button>
      )}
    </section>
  );
}

function Line({
  message: { displayName, spans, text, emptyVariables, sms },
  network,
  limit,
}: {
  message: Message;
  network: Campaign['network'];
  limit: number | null;
}) {
  const w = useWizardTexts();
  const format = useFormat();
  const isTooLong = limit !== null && text.length > limit;
  return (
    <li className="grid gap-x-4 gap-y-1 border-b py-2 last:border-0 md:grid-cols-[152px_minmax(0,1fr)]">
      <span className="min-w-0">
        <span className="block font-medium wrap-anywhere">{displayName}</span>
        <span className="num block text-12 text-text-3">
          {network === 'sms' ? w('parts', { count: sms.parts }) : w('characters', { count: text.length })}
        </span>
      </span>
      <span>
        <span className="block leading-msg wrap-anywhere whitespace-pre-wrap">
          {spans.map((span, index) =>
            span.variable === null ? (
              span.text
            ) : (
              <mark
                key={index}
                title={`{{${span.variable}}}`}
                className="rounded-4 bg-neutral-solid/60 px-0.5 text-inherit"
              >
                {span.text || '…'}
              </mark>
            ),
          )}
        </span>
        {(emptyVariables.length > 0 || isTooLong) && (
          <span className="mt-1 flex flex-wrap gap-2">
            {emptyVariables.length > 0 && (
              <Badge tone="warning">{w('dry_run_empty', { variables: format.list(emptyVariables) })}</Badge>
            )}
            {isTooLong && <Badge tone="danger">{w('dry_run_too_long')}</Badge>}
          </span>
        )}
      </span>
    </li>
  );
}
