import type { Contact } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { contactConsent } from '@parley/contract/contacts';
import { Ban, Check } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { Confirm } from '#ui/confirm';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input, Textarea } from '#ui/input';
import { Select } from '#ui/select';
import { Notice } from '#ui/states';
import { useContactTexts } from './contact-texts.ts';
import { contactQuery, useRemember } from './use-contact.ts';
import { useQueryClient } from '@tanstack/react-query';

type Consent = z.infer<typeof contactConsent>;
type ConsentNetwork = Consent['network'];
const networks: readonly ConsentNetwork[] = ['any', 'sms', 'whatsapp', 'telegram', 'email'];
const bases = ['consent', 'contract', 'own_list'] as const;

export function useConsentName(): (network: string) => string {
  const t = useContactTexts();
  return (network) => (network === 'any' ? t('everywhere') : networkName(network as Network));
}

/** What the person agreed to and on what grounds, one line a network; and what stops marketing altogether. */
export function ContactConsents({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const can = useCan();
  const nameOf = useConsentName();
  const remember = useRemember();
  const [recording, setRecording] = useState<ConsentNetwork | null>(null);
  const [withdrawing, setWithdrawing] = useState<ConsentNetwork | null>(null);
  const [busy, setBusy] = useState(false);
  const isEverywhere = contact.consents.some((one) => one.network === 'any' && one.withdrawnAt === null);
  const withdraw = (network: ConsentNetwork): void => {
    setBusy(true);
    api
      .delete<Contact>(`/contacts/${contact.id}/consents/${network}`)
      .then(remember)
      .catch((error: unknown) => toast(error instanceof Error ? error.message : '', { tone: 'danger' }))
      .finally(() => {
        setBusy(false);
        setWithdrawing(null);
      });
  };
  return (
    <div className="flex flex-col gap-1">
      <Suppressions contact={contact} />
      <ul>
        {networks.map((network) => {
          const consent = contact.consents.find((one) => one.network === network);
          const isGiven = consent !== undefined && consent.withdrawnAt === null;
          const isCovered = !isGiven && network !== 'any' && isEverywhere;
          // The one for everything covers the others that were not given by themselves.
          if (!consent && network !== 'any' && contact.consents.length === 0) return null;
          return (
            <li key={network} className="flex min-h-8 items-center gap-2">
              {isGiven || isCovered ? (
                <Check aria-hidden className="text-success" />
              ) : (
                <Ban aria-hidden className="text-text-3" />
              )}
              <span className="flex w-24 shrink-0 items-center gap-1.5 whitespace-nowrap">
                {network !== 'any' && <ChannelGlyph network={network} decorative muted={!isGiven && !isCovered} />}
                {nameOf(network)}
              </span>
              {isCovered ? <span className="text-text-3">{t('covered')}</span> : <ConsentWords consent={consent} />}
              {can('contacts:write') && !isCovered && (
                <Button
                  variant="ghost"
                  size="small"
                  className="ml-auto"
                  onClick={() => (isGiven ? setWithdrawing(network) : setRecording(network))}
                  aria-label={`${isGiven ? t('withdraw') : t('record')}: ${nameOf(network)}`}
                >
                  {isGiven ? t('withdraw') : t('record')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {withdrawing && (
        <Confirm
          open
          busy={busy}
          title={t('withdraw_title', { network: nameOf(withdrawing) })}
          action={t('withdraw')}
          onClose={() => setWithdrawing(null)}
          onConfirm={() => withdraw(withdrawing)}
        >
          <p>{t('withdraw_text')}</p>
        </Confirm>
      )}
      {recording && <RecordConsent contact={contact} first={recording} onClose={() => setRecording(null)} />}
    </div>
  );
}

function ConsentWords({ consent }: { consent: Consent | undefined }) {
  const t = useContactTexts();
  const format = useFormat();
  if (!consent) return <span className="text-text-3">{t('not_given')}</span>;
  const { basis, source, recordedAt, withdrawnAt } = consent;
  if (withdrawnAt) return <span className="text-text-3">{t('withdrawn_on', { date: format.date(withdrawnAt) })}</span>;
  return (
    <span className="min-w-0 py-1 text-12 text-text-2">
      {t('given', { basis: t(`basis_${basis}`), source, date: format.date(recordedAt) })}
    </span>
  );
}

const reasons: ReadonlySet<string> = new Set(['opt_out', 'complaint', 'bounce', 'manual']);

function Suppressions({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const format = useFormat();
  const can = useCan();
  const client = useQueryClient();
  const [first] = contact.suppressions;
  if (!first) return null;
  const reason = reasons.has(first.reason) ? t(`reason_${first.reason as 'manual'}`) : first.reason;
  const allow = async (): Promise<void> => {
    for (const { kind, subject } of contact.suppressions)
      await api.delete(`/suppressions/${kind}/${encodeURIComponent(subject)}`);
    await client.invalidateQueries(contactQuery(contact.id));
    await client.invalidateQueries({ queryKey: ['contacts'] });
  };
  return (
    <Notice
      tone="danger"
      icon={<Ban aria-hidden />}
      action={
        can('suppressions:write') && (
          <Button
            size="small"
            onClick={() => void allow().catch((error: Error) => toast(error.message, { tone: 'danger' }))}
          >
            {t('allow')}
          </Button>
        )
      }
    >
      {t('suppressed', { reason, date: format.date(first.createdAt) })}
    </Notice>
  );
}

function RecordConsent({ contact, first, onClose }: { contact: Contact; first: ConsentNetwork; onClose: () => void }) {
  const t = useContactTexts();
  const ui = useUiTexts();
  const nameOf = useConsentName();
  const remember = useRemember();
  const [network, setNetwork] = useState(first);
  const [basis, setBasis] = useState<(typeof bases)[number]>('consent');
  const [source, setSource] = useState('');
  const [wording, setWording] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (): void => {
    api
      .put<Contact>(`/contacts/${contact.id}/consents/${network}`, {
        basis,
        source: source.trim(),
        wording: wording.trim() || null,
      })
      .then((answer) => {
        remember(answer);
        onClose();
      })
      .catch((failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('record_title')}
      description={contact.displayName}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button variant="primary" disabledReason={source.trim() === '' ? t('source') : null} onClick={submit}>
            {t('record')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t('network')}>
          {(control) => (
            <Select
              {...control}
              value={network}
              onChange={setNetwork}
              options={networks.map((value) => ({ value, label: nameOf(value) }))}
            />
          )}
        </Field>
        <Field label={t('basis')}>
          {(control) => (
            <Select
              {...control}
              value={basis}
              onChange={setBasis}
              options={bases.map((value) => ({ value, label: t(`basis_${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('source')} hint={t('source_hint')} error={error}>
          {(control) => (
            <Input {...control} maxLength={200} value={source} onChange={(event) => setSource(event.target.value)} />
          )}
        </Field>
        <Field label={t('wording')} optional={ui('optional')}>
          {(control) => (
            <Textarea {...control} rows={3} value={wording} onChange={(event) => setWording(event.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
