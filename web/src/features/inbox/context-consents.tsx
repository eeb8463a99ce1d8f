import type { Contact } from '@parley/contract/contacts';
import type { ConversationContext } from '@parley/contract/conversations';
import { Ban, Check, Globe, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { useThreadTexts } from './thread-texts.ts';

type Consent = Contact['consents'][number];
type OptedOut = NonNullable<ConversationContext['optedOut']>;

/** What the person has agreed to, network by network; above it that nothing is to be sent, if it is so. */
export function Consents({ contact, optedOut }: { contact: Contact; optedOut: OptedOut | null }) {
  const t = useThreadTexts();
  return (
    <>
      {optedOut && <DoNotWrite optedOut={optedOut} />}
      {contact.consents.length === 0 ? (
        !optedOut && <p className="text-text-3">{t('consent_none')}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {contact.consents.map((consent) => (
            <ConsentRow key={consent.network} consent={consent} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Sign, words, date: the words give way. */
function ConsentRow({ consent: { network, basis, recordedAt, withdrawnAt } }: { consent: Consent }) {
  const t = useThreadTexts();
  const format = useFormat();
  const where = network === 'any' ? t('consent_any') : networkName(network);
  const words = withdrawnAt === null ? t(`basis_${basis}`) : t('consent_withdrawn');
  return (
    <li className="flex min-h-6 items-center gap-2">
      {network === 'any' ? (
        <Globe aria-hidden className="text-text-3" />
      ) : (
        <ChannelGlyph network={network} decorative />
      )}
      <span className="min-w-0 flex-1 truncate" title={`${where}: ${words}`}>
        <span className="sr-only">{where}: </span>
        {words}
      </span>
      <Badge {...signOf(basis, withdrawnAt !== null)}>
        <time dateTime={withdrawnAt ?? recordedAt}>{format.date(withdrawnAt ?? recordedAt)}</time>
      </Badge>
    </li>
  );
}

/** Agreed to, allowed otherwise, or no more. */
function signOf(basis: Consent['basis'], isWithdrawn: boolean): { tone: Tone; icon: ReactNode } {
  if (isWithdrawn) return { tone: 'warning', icon: <Ban aria-hidden /> };
  if (basis === 'consent') return { tone: 'success', icon: <Check aria-hidden /> };
  return { tone: 'neutral', icon: <ShieldCheck aria-hidden /> };
}

const wordOfNetwork = /^(sms|telegram|whatsapp|email): (.+)$/;

function DoNotWrite({ optedOut: { reason, source, at } }: { optedOut: OptedOut }) {
  const t = useThreadTexts();
  const format = useFormat();
  const [, network, word] = wordOfNetwork.exec(source) ?? [];
  const how =
    network && word
      ? t('suppressed_word', { word, network: networkName(network as Network) })
      : source === 'operator'
        ? t('suppressed_member')
        : source === 'api'
          ? t('suppressed_api')
          : source;
  return (
    <div className="mb-2 flex gap-2 rounded-6 bg-warning-soft px-2.5 py-2 last:mb-0">
      <Ban aria-hidden className="mt-px text-warning" />
      <p className="min-w-0 flex-1 wrap-anywhere">
        <span className="block font-medium">{t(`suppressed_${reason as 'opt_out'}`)}</span>
        <span className="block text-12 text-text-2">
          <time dateTime={at}>{format.date(at)}</time>, {how}
        </span>
      </p>
    </div>
  );
}
