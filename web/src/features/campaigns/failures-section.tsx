import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Campaign, CampaignFailures } from '@parley/contract/campaigns';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Badge, type Tone } from '#ui/badge';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { Confirm } from '#ui/confirm';
import { failuresQuery } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';
import { adviceFor, reasonName, useReasonTexts } from './reason-texts.ts';
import { useTexts } from './texts.ts';
import { useExport } from './use-export.ts';

type Failure = CampaignFailures['reasons'][number];
type Show = (people: string, reason?: string) => void;

const tones: Partial<Record<string, Tone>> = { failed: 'danger', expired: 'danger', unknown: 'warning' };
/** Reasons that say themselves that the message may have arrived. Beside others, `unknown` is a long SMS sent in part. */
const ambiguous = new Set(['no_answer', 'connection_lost', 'process_lost']);
/** Who opted out or has no such number is left alone: a second try cannot help. */
const hopeless = new Set(['suppressed', 'no_consent', 'address_invalid', 'recipient_blocked']);

/** What went wrong, how often, what to do about it in plain words, and the way to try again. */
export function FailuresSection({
  campaign,
  progress,
  onShow,
}: {
  campaign: Campaign;
  progress: CampaignProgress;
  onShow: Show;
}) {
  const l = useLiveTexts();
  const format = useFormat();
  const can = useCan();
  const failures = useQuery(failuresQuery(campaign.id));
  const exporting = useExport(campaign.id);
  const [asked, setAsked] = useState<Failure | null>(null);
  const reasons = failures.data?.reasons ?? [];
  const { failed, expired, unknown } = progress.states;
  return (
    <section aria-label={l('failures')}>
      <div className="mb-1 flex min-h-7 flex-wrap items-center gap-x-3">
        <h2 className="text-16 font-semibold">{l('failures')}</h2>
        {failed + expired + unknown > 0 && (
          <span className="num text-12 text-text-3">
            {l('failures_meta', { count: format.number(failed + expired) })}
            {unknown > 0 && `, ${l('unknown_meta', { count: format.number(unknown) })}`}
          </span>
        )}
        {can('campaigns:export') && failed + expired > 0 && (
          <Button
            className="ml-auto"
            variant="ghost"
            size="small"
            icon={<Download aria-hidden />}
            busy={exporting.isPending}
            aria-label={l('export_all')}
            onClick={() => exporting.mutate({ state: failed > 0 ? 'failed' : 'expired' })}
          >
            {l('csv')}
          </Button>
        )}
      </div>
      {reasons.length === 0 ? (
        <p className="py-2 text-text-3">{l(campaign.finishedAt === null ? 'failures_none' : 'failures_none_at_all')}</p>
      ) : (
        <ul>
          {reasons.map((failure) => (
            <FailureRow
              key={`${failure.state} ${failure.reason}`}
              failure={failure}
              network={campaign.network}
              onShow={onShow}
              onRepeat={can('campaigns:write') && isWorthRepeating(failure) ? () => setAsked(failure) : null}
            />
          ))}
        </ul>
      )}
      {asked && <RepeatDialog campaign={campaign} failure={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

function isWorthRepeating({ state, reason }: Failure): boolean {
  return !hopeless.has(reason) || state === 'unknown';
}

function FailureRow({
  failure: { state, reason, people },
  network,
  onShow,
  onRepeat,
}: {
  failure: Failure;
  network: string;
  onShow: Show;
  onRepeat: (() => void) | null;
}) {
  const t = useTexts();
  const l = useLiveTexts();
  const r = useReasonTexts();
  const format = useFormat();
  return (
    <li className="grid grid-cols-[56px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-b py-1.5 last:border-0 md:grid-cols-[56px_minmax(0,272px)_minmax(0,1fr)_auto] md:py-1">
      <button
        type="button"
        className="num min-h-6 justify-self-end font-semibold opens"
        onClick={() => onShow(state, reason)}
      >
        {format.number(people)}
        <span className="sr-only">
          {reasonName(r, reason, network)}. {t('show_people')}
        </span>
      </button>
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">
        <span className="min-w-0">{reasonName(r, reason, network)}</span>
        <Badge tone={tones[state] ?? 'neutral'}>{t(`state_${state}`)}</Badge>
      </span>
      <span className="col-span-2 col-start-2 row-start-2 text-text-2 md:col-auto md:row-auto">
        {adviceFor(r, state === 'unknown' && !ambiguous.has(reason) ? 'partly_sent' : reason, network)}
      </span>
      <span className="col-start-3 row-start-1 text-right md:col-auto md:row-auto">
        {onRepeat ? (
          <button type="button" className="link min-h-6 whitespace-nowrap" onClick={onRepeat}>
            {l('repeat')}
          </button>
        ) : (
          <button type="button" className="link min-h-6 whitespace-nowrap" onClick={() => onShow(state, reason)}>
            {l('show_list')}
          </button>
        )}
      </span>
    </li>
  );
}

/** A follow-up is a draft of its own; whom the first message may have reached, only by a person's word. */
function RepeatDialog({
  campaign: { id, network },
  failure,
  onClose,
}: {
  campaign: Campaign;
  failure: Failure;
  onClose: () => void;
}) {
  const l = useLiveTexts();
  const r = useReasonTexts();
  const navigate = useNavigate();
  const [confirmed, setConfirmed] = useState(false);
  const isUnknown = failure.state === 'unknown';
  const make = useMutation({
    mutationFn: () =>
      api.post<Campaign>(`/campaigns/${id}/follow-up`, {
        state: failure.state,
        reason: failure.reason,
        ...(isUnknown && { mayRepeat: confirmed }),
      }),
    onSuccess: (draft) => navigate({ to: '/campaigns/$id/edit/$step', params: { id: draft.id, step: 'basics' } }),
    onError: (error) => {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={l('repeat_title')}
      action={l('make_draft')}
      busy={make.isPending}
      {...(isUnknown && !confirmed && { blockedBecause: l('confirm_first') })}
      onConfirm={() => make.mutate()}
    >
      <p>{l('repeat_text', { count: failure.people, reason: reasonName(r, failure.reason, network) })}</p>
      {isUnknown && (
        <>
          <p>{l('repeat_unknown')}</p>
          <Checkbox label={l('repeat_unknown_confirm')} checked={confirmed} onChange={setConfirmed} />
        </>
      )}
    </Confirm>
  );
}
