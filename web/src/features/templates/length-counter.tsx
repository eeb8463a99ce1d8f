import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { Network } from '#ui/channel-glyph';
import { useFormat } from '#lib/format';
import { useEditorTexts } from './editor-texts.ts';
import { kindsQuery } from './template-queries.ts';
import { mentionsOptOut } from './text-warnings.ts';

/** How much of what the network takes in one message the text is, for the person in the preview. */
export function LengthCounter({ text, network }: { text: string; network: Network }) {
  const e = useEditorTexts();
  const format = useFormat();
  const kinds = useQuery(kindsQuery);
  const limits = (kinds.data?.data ?? []).flatMap((kind) =>
    kind.network === network ? kind.capabilities.maxTextLength : [],
  );
  if (limits.length === 0) return null;
  const limit = Math.min(...limits);
  const over = text.length - limit;
  return (
    <div>
      <p role="status" aria-label={e('length_label')} className="num text-12 text-text-2">
        <b className="font-medium text-text">{e('characters', { count: text.length })}</b>{' '}
        {e('of_limit', { limit: format.number(limit) })}
      </p>
      {over > 0 && (
        <p role="alert" className="mt-1 flex items-start gap-1.5 text-12 text-danger">
          <TriangleAlert aria-hidden className="size-3.5!" />
          {e('too_long', { count: over })}
        </p>
      )}
      {text !== '' && !mentionsOptOut(text) && (
        <p className="mt-1 flex items-start gap-1.5 text-12 text-warning">
          <TriangleAlert aria-hidden className="size-3.5!" />
          {e('warn_stop')}
        </p>
      )}
    </div>
  );
}
