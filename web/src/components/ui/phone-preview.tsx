import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from './avatar.tsx';
import { IconButton } from './button.tsx';
import type { Network } from './channel-glyph.tsx';

export interface PreviewSpan {
  readonly text: string;
  /** The variable whose value it is; null is the text itself. */
  readonly variable: string | null;
}

const bubbles: Record<Network, string> = {
  sms: 'rounded-12 bg-bubble-in',
  whatsapp: 'rounded-8 rounded-tl-4 bg-surface',
  telegram: 'rounded-12 rounded-bl-4 bg-surface',
  email: 'rounded-6 bg-surface',
};

/** How a message looks to the one who gets it. What came out of variables is marked. */
export function PhonePreview({
  network,
  sender,
  subtitle,
  day,
  time,
  spans,
  footer,
  empty,
}: {
  network: Network;
  sender: string;
  subtitle: string;
  day: string;
  time: string;
  spans: readonly PreviewSpan[];
  footer?: ReactNode;
  /** Stands instead of a message while there is none. */
  empty?: string;
}) {
  return (
    <figure className="overflow-hidden rounded-12 border border-border-soft bg-surface">
      <header className="flex items-center gap-2 border-b px-3 py-2">
        <Avatar name={sender} size={24} />
        <div className="min-w-0">
          <p className="truncate font-medium">{sender}</p>
          <p className="truncate text-12 text-text-3">{subtitle}</p>
        </div>
      </header>
      <div className={clsx('flex min-h-32 flex-col gap-2 p-3', network === 'sms' ? 'bg-surface' : 'bg-chrome')}>
        <p className="text-center text-12 text-text-3">{day}</p>
        {empty && spans.length === 0 ? (
          <p className="text-text-3">{empty}</p>
        ) : (
          <p
            className={clsx(
              'mr-4 w-fit max-w-full px-3 py-2 leading-msg wrap-anywhere whitespace-pre-wrap',
              bubbles[network],
            )}
          >
            {spans.map((span, index) =>
              span.variable === null ? (
                span.text
              ) : (
                <mark
                  key={index}
                  title={`{{${span.variable}}}`}
                  className="rounded-4 bg-neutral-solid/60 px-0.5 text-inherit"
                >
                  {span.text}
                </mark>
              ),
            )}
            <span className="num float-right mt-1 ml-2 text-12 text-text-3">{time}</span>
          </p>
        )}
        {footer}
      </div>
    </figure>
  );
}

/** Goes through the people of a preview, one after the other. */
export function PreviewPager({
  label,
  previous,
  next,
  onMove,
}: {
  /** Who is shown, and which of how many. */
  label: ReactNode;
  previous: string;
  next: string;
  onMove: (step: 1 | -1) => void;
}) {
  return (
    <div className="mt-2 flex items-center gap-2 text-12 text-text-3">
      <IconButton label={previous} icon={<ChevronLeft aria-hidden />} size="small" onClick={() => onMove(-1)} />
      <span aria-live="polite" className="num min-w-0 flex-1 truncate text-center">
        {label}
      </span>
      <IconButton label={next} icon={<ChevronRight aria-hidden />} size="small" onClick={() => onMove(1)} />
    </div>
  );
}
