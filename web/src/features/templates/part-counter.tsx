import { useQuery } from '@tanstack/react-query';
import { smsParts } from '@parley/contract/sms-text';
import { TriangleAlert } from 'lucide-react';
import { useFormat } from '#lib/format';
import { channelsQuery } from './template-queries.ts';
import { useEditorTexts } from './editor-texts.ts';
import { warningsOf } from './text-warnings.ts';

/** What the message takes as SMS for the person in the preview, what it costs, and what is seldom meant. */
export function PartCounter({ text }: { text: string }) {
  const e = useEditorTexts();
  const { encoding, units, parts, perPart, unitsLeft } = smsParts(text);
  const warnings = warningsOf(text);
  return (
    <div>
      <p role="status" aria-label={e('counter_label')} className="num flex flex-wrap gap-x-3 text-12 text-text-2">
        <b className="font-medium text-text">{e('parts', { count: parts })}</b>
        <Price parts={parts} />
        <span className="basis-full">
          {e('counter', { encoding: e(`encoding_${encoding}`), units: String(units), limit: String(perPart * parts) })},{' '}
          {e('units_left', { count: unitsLeft })}
        </span>
      </p>
      {text !== '' && warnings.length > 0 && (
        <ul className="mt-1">
          {warnings.map((warning) => (
            <li key={warning.kind} className="flex items-start gap-1.5 text-12 text-warning">
              <TriangleAlert aria-hidden className="size-3.5!" />
              {e(`warn_${warning.kind}`, warning.kind === 'unicode' ? { characters: warning.characters } : {})}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Price({ parts }: { parts: number }) {
  const e = useEditorTexts();
  const format = useFormat();
  const channels = useQuery(channelsQuery);
  const prices = (channels.data?.data ?? []).flatMap(({ network, price }) => (network === 'sms' ? (price ?? []) : []));
  const [first] = prices;
  if (!first || prices.some(({ currency }) => currency !== first.currency)) {
    return <span className="text-text-3">{e('price_unknown')}</span>;
  }
  const of = (perThousand: number): string => format.money(Math.ceil((parts * perThousand) / 1_000), first.currency);
  const [least, most] = [
    of(Math.min(...prices.map((price) => price.perThousand))),
    of(Math.max(...prices.map((price) => price.perThousand))),
  ];
  return <span>{least === most ? e('costs', { price: least }) : e('costs_range', { from: least, to: most })}</span>;
}
