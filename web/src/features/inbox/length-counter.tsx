import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import { SmsCounter } from './sms-counter.tsx';
import { useThreadTexts } from './thread-texts.ts';

/** From so much of the longest text on it is shown how much is left. */
const nearlyFull = 0.8;

/** What the length of a text costs: SMS are paid by the part, other networks take no more than so much. */
export function LengthCounter({ text, network, most }: { text: string; network: string; most: number | undefined }) {
  const t = useThreadTexts();
  const format = useFormat();
  if (text === '') return null;
  if (network === 'sms') return <SmsCounter text={text} />;
  if (most === undefined || text.length < most * nearlyFull) return null;
  const isTooLong = text.length > most;
  return (
    <span
      role="status"
      className={clsx('num whitespace-nowrap', isTooLong && 'font-medium text-danger')}
      title={t('longest_text', { count: most })}
    >
      {format.number(text.length)} / {format.number(most)}
    </span>
  );
}
