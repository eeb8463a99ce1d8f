import { smsParts } from '@parley/contract/sms-text';
import { useThreadTexts } from './thread-texts.ts';

/** How many SMS the text takes: each is paid for. */
export function SmsCounter({ text }: { text: string }) {
  const t = useThreadTexts();
  const { parts, unitsLeft, encoding } = smsParts(text);
  return (
    <span
      className="num whitespace-nowrap"
      title={`${t('parts_left', { count: unitsLeft })} · ${encoding.toUpperCase()}`}
    >
      {t('parts', { count: parts })} · {unitsLeft}
    </span>
  );
}
