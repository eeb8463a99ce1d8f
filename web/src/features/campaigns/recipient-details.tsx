import { useQuery } from '@tanstack/react-query';
import type { RecipientDetails as Details } from '@parley/contract/campaigns';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { recipientQuery } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';
import { exclusionName, reasonName, useReasonTexts } from './reason-texts.ts';
import { useTexts } from './texts.ts';

const tones: Partial<Record<string, Tone>> = {
  delivered: 'success',
  read: 'success',
  accepted: 'info',
  failed: 'danger',
  expired: 'danger',
  unknown: 'warning',
};

/** What was sent to one person, when, and what the network said: the ledger, attempt by attempt. */
export function RecipientDetails({
  id,
  network,
  contactId,
  onBack,
}: {
  id: string;
  network: string;
  contactId: string;
  onBack: () => void;
}) {
  const t = useTexts();
  const l = useLiveTexts();
  const r = useReasonTexts();
  const format = useFormat();
  const details = useQuery(recipientQuery(id, contactId));
  if (details.isPending) return <SkeletonRows count={4} />;
  if (details.isError) return <ErrorState flush error={details.error} onRetry={() => void details.refetch()} />;
  const person = details.data;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <Button variant="ghost" size="small" className="-ml-2" icon={<ArrowLeft aria-hidden />} onClick={onBack}>
          {l('back_to_list')}
        </Button>
        <h3 className="mt-2 text-16 font-semibold">
          <Link to="/contacts/$id" params={{ id: contactId }} className="link">
            {person.displayName}
          </Link>
        </h3>
        {network === 'sms' && <p className="num text-text-2">{person.address && format.phone(person.address)}</p>}
        <p className="mt-2 flex flex-wrap items-center gap-2">
          {person.exclusion !== null && <Badge>{exclusionName(r, person.exclusion, network)}</Badge>}
          {person.state !== null && <Badge tone={tones[person.state] ?? 'neutral'}>{t(`state_${person.state}`)}</Badge>}
          {person.reason && <span>{reasonName(r, person.reason, network)}</span>}
          {person.reply && (
            <span className="text-text-3">
              {l(person.reply.optedOut ? 'opted_out_at' : 'answered', { time: format.dateTime(person.reply.at) })}
            </span>
          )}
        </p>
      </div>
      <section aria-label={l('attempts')}>
        <h4 className="mb-1 font-semibold">{l('attempts')}</h4>
        {person.deliveries.length === 0 && <p className="text-text-3">{l('no_attempts')}</p>}
        <ol className="flex flex-col">
          {person.deliveries.map((delivery) => (
            <Attempt key={delivery.id} network={network} delivery={delivery} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Attempt({ network, delivery }: { network: string; delivery: Details['deliveries'][number] }) {
  const t = useTexts();
  const l = useLiveTexts();
  const r = useReasonTexts();
  const format = useFormat();
  const times = [
    [t('state_submitting'), delivery.claimedAt],
    [t('state_accepted'), delivery.acceptedAt],
    [t('state_delivered'), delivery.deliveredAt],
  ] as const;
  return (
    <li className="border-b py-2 last:border-0">
      <p className="flex flex-wrap items-center gap-2">
        <b className="font-medium">{l('attempt', { number: delivery.attempt })}</b>
        <Badge tone={tones[delivery.state] ?? 'neutral'}>{t(`state_${delivery.state}`)}</Badge>
        {delivery.waiting && <span className="text-text-3">{l('another_follows')}</span>}
        {delivery.reason && <span>{reasonName(r, delivery.reason, network)}</span>}
        {delivery.providerCode && (
          <span className="num text-12 text-text-3">{l('network_code', { code: delivery.providerCode })}</span>
        )}
      </p>
      {delivery.text && (
        <p className="mt-2 w-fit max-w-full rounded-8 bg-bubble-out px-3 py-2 text-14 leading-msg wrap-anywhere whitespace-pre-wrap">
          {delivery.text}
        </p>
      )}
      <dl className="num mt-2 grid grid-cols-[112px_1fr] gap-y-0.5 text-12 text-text-2">
        {times.map(
          ([name, at]) =>
            at !== null && (
              <div key={name} className="contents">
                <dt className="text-text-3">{name}</dt>
                <dd>{format.dateTime(at)}</dd>
              </div>
            ),
        )}
        {network === 'sms' && delivery.parts > 0 && (
          <div className="contents">
            <dt className="text-text-3">SMS</dt>
            <dd>{l('parts', { count: delivery.parts })}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
