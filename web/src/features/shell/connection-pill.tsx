import { clsx } from 'clsx';
import { RefreshCw, WifiOff } from 'lucide-react';
import { useWaitingToSend } from '#lib/outbox';
import { useConnection } from '#lib/realtime';
import { useTexts } from './texts.ts';

/** Says when the page is not live, and what waits for the connection. */
export function ConnectionPill() {
  const t = useTexts();
  const connection = useConnection();
  const waiting = useWaitingToSend();
  const shown = connection !== 'connected' || waiting > 0;
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-[calc(var(--notices-bottom,12px)+env(safe-area-inset-bottom,0px))] z-30 flex justify-center"
    >
      {shown && (
        <span
          className={clsx(
            'inline-flex h-7 items-center gap-2 rounded-full px-3 text-12 font-medium shadow-overlay enter-popover',
            connection === 'offline' ? 'bg-warning-soft text-warning' : 'bg-overlay text-on-overlay',
          )}
        >
          {connection === 'offline' ? <WifiOff aria-hidden /> : <RefreshCw aria-hidden />}
          {connection === 'offline' ? t('offline') : t('reconnecting')}
          {waiting > 0 && <span className="num">· {t('waiting', { count: waiting })}</span>}
        </span>
      )}
    </div>
  );
}
